import { For, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { shortNumber } from '../../lang/format'
import type { Folder } from '../../model/folder'
import { chats } from '../../store/chats'
import { folders } from '../../store/folders'
import { peer } from '../../store/peers'
import { inFolder } from '../../view/folders'
import { totalUnread } from '../../view/unread'

/** Tabs over the list, if the person has folders. 0 is all chats. */
export function Folders(props: { chosen: number; onChoose: (id: number) => void }): JSX.Element {
  const unread = (f: Folder): number => {
    const now = Date.now() / 1000
    return totalUnread([...chats().values()].filter((c) => inFolder(f, c, peer(c.id), now)), now)
  }
  const walk = (e: KeyboardEvent & { currentTarget: HTMLElement }): void => {
    if (e.key !== 'ArrowLeft' && e.key !== 'ArrowRight') return
    const all = [0, ...folders().map((f) => f.id)]
    const forward = (e.key === 'ArrowRight') === (document.documentElement.dir !== 'rtl')
    const next = all[all.indexOf(props.chosen) + (forward ? 1 : -1)]
    if (next === undefined) return
    e.preventDefault()
    props.onChoose(next)
    queueMicrotask(() => e.currentTarget?.querySelector<HTMLElement>('[aria-selected=true]')?.focus())
  }
  return (
    <Show when={folders().length > 0}>
      <div class="folders" role="tablist" aria-label={t().chats.folders} onKeyDown={walk}>
        <Tab title={t().chats.all} unread={0} on={props.chosen === 0} choose={() => props.onChoose(0)} />
        <For each={folders()}>
          {(f) => <Tab title={f.title} unread={unread(f)} on={props.chosen === f.id} choose={() => props.onChoose(f.id)} />}
        </For>
      </div>
    </Show>
  )
}

function Tab(props: { title: string; unread: number; on: boolean; choose: () => void }): JSX.Element {
  return (
    <button type="button" role="tab" class="folder" aria-selected={props.on} tabindex={props.on ? 0 : -1} onClick={() => props.choose()}>
      <span dir="auto">{props.title}</span>
      <Show when={props.unread > 0}>
        <span class="badge">{shortNumber(props.unread)}</span>
      </Show>
    </button>
  )
}
