import { Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { IconButton } from '../parts/Button'
import { copy } from './copy'
import { useTalk } from './talk'

/** In place of the head while messages are selected: how many, and what to do with them. */
export function SelectionBar(): JSX.Element {
  const talk = useTalk()
  const all = () => [...talk.selected().values()].sort((a, b) => a.id - b.id)
  return (
    <header class="bar conversation-head" role="toolbar" aria-label={t().message.selected(all().length)}>
      <IconButton icon="x" label={t().common.cancel} onClick={talk.clearSelection} />
      <p class="bar-title" role="status">{t().message.selected(all().length)}</p>
      <Show when={all().some((m) => m.text !== '')}>
        <IconButton icon="copy" label={t().message.copy} onClick={() => void copy(all()).then(talk.clearSelection)} />
      </Show>
      <IconButton icon="forward" label={t().message.forward} mirror onClick={() => talk.ask({ kind: 'forward', messages: all() })} />
      <IconButton icon="trash-2" label={t().common.delete} onClick={() => talk.ask({ kind: 'delete', messages: all() })} />
    </header>
  )
}
