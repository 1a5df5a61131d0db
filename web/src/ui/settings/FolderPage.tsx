import { createSignal, For, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { Folder } from '../../model/folder'
import { folders } from '../../store/folders'
import { call, Failed } from '../../store/link'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { back } from '../shell/route'
import { createAction } from './action'
import { Page, Section } from './Page'
import { People } from './People'
import { Row } from './Row'
import { Says } from './Says'
import { Switch } from './Switch'

/** 0 is the list of everything, 1 the archive. */
const firstId = 2

const empty: Folder = {
  id: 0, title: '', pinned: [], include: [], exclude: [], contacts: false, nonContacts: false, groups: false, channels: false, bots: false,
  withoutMuted: false, withoutRead: false, withoutArchived: true,
}

const kinds = ['contacts', 'nonContacts', 'groups', 'channels', 'bots'] as const
const without = ['withoutMuted', 'withoutRead', 'withoutArchived'] as const

/** One folder: its name, the chats in it by name and by kind, and what it leaves out. */
export function FolderPage(props: { id: number }): JSX.Element {
  const old = folders().find((f) => f.id === props.id)
  const [folder, setFolder] = createSignal<Folder>(old ?? empty)
  const [removing, setRemoving] = createSignal(false)
  const action = createAction()
  const words = () => t().settings.folders
  const change = (part: Partial<Folder>): void => void setFolder((f) => ({ ...f, ...part }))
  const leave = (): void => back({ left: 'settings', page: 'folders' })
  const freeId = (): number => {
    const taken = new Set(folders().map((f) => f.id))
    let id = firstId
    while (taken.has(id)) id++
    return id
  }
  const save = async (): Promise<void> => {
    const worked = await action.run(async () => {
      if (folder().title.trim() === '') throw new Failed('FILTER_TITLE_EMPTY')
      await call('saveFolder', { ...folder(), title: folder().title.trim(), id: old?.id ?? freeId() })
    })
    if (worked) leave()
  }
  const remove = async (): Promise<void> => {
    setRemoving(false)
    if (await action.run(() => call('deleteFolder', { id: props.id }))) leave()
  }
  return (
    <Page title={old ? words().edit : words().create} up={{ left: 'settings', page: 'folders' }}>
      <form
        novalidate
        onSubmit={(e) => {
          e.preventDefault()
          void save()
        }}
      >
        <Section hint={words().nameHint}>
          <div class="section-form">
            <Field label={words().name} autocomplete="off" maxlength={12} dir="auto" value={folder().title} onText={(title) => change({ title })} />
          </div>
        </Section>
        <Section title={words().chats}>
          <People
            label={words().chats}
            add={words().addChat}
            remove={words().take}
            ids={folder().include}
            chats
            onAdd={(id) => change({ include: [...folder().include, id] })}
            onRemove={(id) => change({ include: folder().include.filter((o) => o !== id) })}
          />
        </Section>
        <Section title={words().kinds}>
          <For each={kinds}>{(kind) => <Switch label={words()[kind]} on={folder()[kind]} onChange={(on) => change({ [kind]: on })} />}</For>
        </Section>
        <Section title={words().without}>
          <For each={without}>{(kind) => <Switch label={words()[kind]} on={folder()[kind]} onChange={(on) => change({ [kind]: on })} />}</For>
        </Section>
        <div class="section-form">
          <Says error={action.error()} />
          <Button type="submit" busy={action.busy()}>{t().common.save}</Button>
        </div>
        <Show when={old}>
          <Section hint={words().removeHint}>
            <Row icon="trash-2" danger label={words().remove} onClick={() => setRemoving(true)} />
          </Section>
        </Show>
      </form>
      <Dialog open={removing()} title={words().removeTitle(folder().title)} text={words().removeHint} onClose={() => setRemoving(false)}>
        <div class="dialog-actions">
          <Button look="plain" onClick={() => setRemoving(false)}>{t().common.cancel}</Button>
          <Button look="danger" onClick={() => void remove()}>{words().remove}</Button>
        </div>
      </Dialog>
    </Page>
  )
}
