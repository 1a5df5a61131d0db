import { createSignal, For, onMount, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { folders, loadFolders } from '../../store/folders'
import { call } from '../../store/link'
import { IconButton } from '../parts/Button'
import { Empty } from '../parts/Empty'
import { go } from '../shell/route'
import { createAction } from './action'
import { FolderPage } from './FolderPage'
import { Page, Section } from './Page'
import { Row } from './Row'
import { Says } from './Says'

/** The folders of the chat list, in their order. */
export function FoldersPage(props: { of: string }): JSX.Element {
  const [failed, setFailed] = createSignal(false)
  const action = createAction()
  onMount(() => void loadFolders().catch(() => setFailed(true)))
  const words = () => t().settings.folders
  const move = (at: number, by: -1 | 1): void => {
    const ids = folders().map((f) => f.id)
    const [id] = ids.splice(at, 1)
    if (id === undefined) return
    ids.splice(at + by, 0, id)
    void action.run(() => call('orderFolders', { ids }))
  }
  return (
    <Show when={props.of === ''} fallback={<FolderPage id={Number(props.of)} />}>
      <Page title={words().title}>
        <Section>
          <Row icon="plus" label={words().create} onClick={() => go({ page: 'folders-0' })} />
        </Section>
        <Says error={failed() ? t().errors.other : action.error()} />
        <Show when={folders().length > 0} fallback={<Empty icon="folder" title={words().none} hint={words().noneHint} />}>
          <Section title={words().list}>
            <ul aria-label={words().list}>
              <For each={folders()}>
                {(f, at) => (
                  <li class="chosen-one">
                    <Row icon="folder" label={f.title} onClick={() => go({ page: `folders-${f.id}` })} />
                    <IconButton icon="arrow-up" label={words().up(f.title)} disabled={at() === 0} onClick={() => move(at(), -1)} />
                    <IconButton icon="arrow-down" label={words().down(f.title)} disabled={at() === folders().length - 1} onClick={() => move(at(), 1)} />
                  </li>
                )}
              </For>
            </ul>
          </Section>
        </Show>
      </Page>
    </Show>
  )
}
