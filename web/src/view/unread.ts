import type { Chat } from '../model/chat'

export const isMuted = (c: Chat, now: number): boolean => c.muteUntil > now

/** Unread messages of chats that are neither muted nor archived. */
export function totalUnread(chats: Iterable<Chat>, now: number): number {
  let count = 0
  for (const c of chats) {
    if (c.archived || isMuted(c, now)) continue
    count += c.unread || (c.markedUnread ? 1 : 0)
  }
  return count
}
