import { Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { peer } from '../../store/peers'
import { mayDelete, sharable } from '../../view/rights'
import { IconButton } from '../parts/Button'
import { copy } from './copy'
import { useTalk } from './talk'

/** In place of the head while messages are selected: how many, and what to do with them. */
export function SelectionBar(): JSX.Element {
  const talk = useTalk()
  const all = () => [...talk.selected().values()].sort((a, b) => a.id - b.id)
  const free = () => sharable(peer(talk.chat))
  return (
    <header class="bar conversation-head" role="toolbar" aria-label={t().message.selected(all().length)}>
      <IconButton icon="x" label={t().common.cancel} onClick={talk.clearSelection} />
      <p class="bar-title" role="status">{t().message.selected(all().length)}</p>
      <Show when={free() && all().some((m) => m.text !== '')}>
        <IconButton icon="copy" label={t().message.copy} onClick={() => void copy(all()).then(talk.clearSelection)} />
      </Show>
      <Show when={free()}>
        <IconButton icon="forward" label={t().message.forward} mirror onClick={() => talk.ask({ kind: 'forward', messages: all() })} />
      </Show>
      <Show when={all().every((m) => mayDelete(peer(talk.chat), m))}>
        <IconButton icon="trash-2" label={t().common.delete} onClick={() => talk.ask({ kind: 'delete', messages: all() })} />
      </Show>
    </header>
  )
}
