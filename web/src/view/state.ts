import type { Chat } from '../model/chat'
import type { Message } from '../model/message'

/** What became of a message of ours, as ticks show it and screen readers say it. */
export type State = 'sending' | 'sent' | 'read' | 'failed'

export function stateOf(m: Message, c: Pick<Chat, 'readOut'> | undefined, self: number): State {
  if (m.sending !== 'sent') return m.sending
  if (m.chat === self) return 'read'
  return c && m.id <= c.readOut ? 'read' : 'sent'
}
