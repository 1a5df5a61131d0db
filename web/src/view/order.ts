import type { Chat } from '../model/chat'
import { isChannel } from '../model/peer'

/** When something last happened in a chat, as the list orders by it. */
export const chatTime = (c: Chat): number => Math.max(c.last?.date ?? 0, c.draft?.date ?? 0)

/** What orders chats within a second: all but channels share one numbering of their messages. */
const within = (c: Chat): number => (isChannel(c.id) ? 0 : (c.last?.id ?? 0))

/** Pinned ones first, in their order; then the latest first. */
export function orderChats(chats: Iterable<Chat>): Chat[] {
  return [...chats].sort((a, b) => {
    if (a.pinned && b.pinned) return a.pinned - b.pinned
    if (a.pinned || b.pinned) return b.pinned - a.pinned
    return chatTime(b) - chatTime(a) || within(b) - within(a) || b.id - a.id
  })
}
