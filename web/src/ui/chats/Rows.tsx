import { type JSX, type ParentProps } from 'solid-js'
import { Virtualizer } from 'virtua/solid'
import { t } from '../../lang'
import { ContextMenu } from '../parts/ContextMenu'
import type { Item } from '../parts/Menu'
import { secretOf, type Line } from '../../view/secrets'
import { SecretRow } from '../secret/SecretRow'
import { chatActions } from './actions'
import { ChatRow } from './ChatRow'
import { walkList } from '../parts/walk'

/** A list of chats, of which only those in sight are in the page. */
export function Rows(props: { ids: readonly Line[]; label: string }): JSX.Element {
  const List = (p: ParentProps<{ style?: JSX.CSSProperties; ref?: HTMLUListElement }>): JSX.Element => (
    <ul ref={p.ref} style={p.style} aria-label={props.label}>
      {p.children}
    </ul>
  )
  const pick = (at: Element): Item[] | undefined => {
    const id = at.closest<HTMLElement>('[data-chat]')?.dataset.chat
    return id === undefined ? undefined : chatActions(Number(id))
  }
  return (
    <ContextMenu class="chat-menu" label={t().chats.actions} pick={pick}>
      <div class="chat-rows" onKeyDown={walkList}>
        <Virtualizer data={props.ids} as={List} item="li" itemSize={68}>
          {(id) => (typeof id === 'number' ? <ChatRow id={id} /> : <SecretRow id={secretOf(id) ?? 0} />)}
        </Virtualizer>
      </div>
    </ContextMenu>
  )
}
