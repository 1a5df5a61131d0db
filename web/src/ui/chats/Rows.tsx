import { type JSX, type ParentProps } from 'solid-js'
import { Virtualizer } from 'virtua/solid'
import type { PeerId } from '../../model/peer'
import { ChatRow } from './ChatRow'

/** A list of chats, of which only those in sight are in the page. */
export function Rows(props: { ids: readonly PeerId[]; label: string }): JSX.Element {
  const List = (p: ParentProps<{ style?: JSX.CSSProperties; ref?: HTMLUListElement }>): JSX.Element => (
    <ul ref={p.ref} style={p.style} aria-label={props.label}>
      {p.children}
    </ul>
  )
  return (
    <div class="chat-rows">
      <Virtualizer data={props.ids} as={List} item="li" itemSize={68}>
        {(id) => <ChatRow id={id} />}
      </Virtualizer>
    </div>
  )
}
