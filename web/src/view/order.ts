import type { Chat } from '../model/chat'

/** When something last happened in a chat, as the list orders by it. */
export const chatTime = (c: Chat): number => Math.max(c.last?.date ?? 0, c.draft?.date ?? 0)

/** Pinned ones first, in their order; then the latest first. */
export function orderChats(chats: Iterable<Chat>): Chat[] {
  return [...chats].sort((a, b) => {
    if (a.pinned && b.pinned) return a.pinned - b.pinned
    if (a.pinned || b.pinned) return b.pinned - a.pinned
    return chatTime(b) - chatTime(a) || b.id - a.id
  })
}
