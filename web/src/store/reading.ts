import type { PeerId } from '../model/peer'
import { chat, patchChat } from './chats'
import { history } from './history'
import { call } from './link'

/** How long to wait before the server is told, so that scrolling past many messages tells once. */
const pause = 300

const timers = new Map<PeerId, ReturnType<typeof setTimeout>>()
/** Up to where something was seen that the server has not been told of. */
const untold = new Map<PeerId, number>()

/** Everything up to a message has been seen. */
export function readUpTo(id: PeerId, upTo: number): void {
  const c = chat(id)
  if (!c || (upTo <= c.readIn && !c.markedUnread)) return
  const newest = c.last?.id ?? 0
  const seen = history(id).messages.filter((m) => !m.out && m.id > c.readIn && m.id <= upTo).length
  const unread = upTo >= newest ? 0 : Math.max(c.unread - seen, 0)
  patchChat(id, (old) => ({ ...old, readIn: Math.max(old.readIn, upTo), unread, markedUnread: false }))
  untold.set(id, Math.max(untold.get(id) ?? 0, upTo))
  clearTimeout(timers.get(id))
  timers.set(id, setTimeout(() => void tell(id), pause))
}

/** What the server is being told, by chat. */
const telling = new Map<PeerId, Promise<void>>()

/** Tells the server at once what was seen in a chat, and waits until it knows: who marks the chat as unread afterwards finds it so. */
export function tell(id: PeerId): Promise<void> {
  clearTimeout(timers.get(id))
  timers.delete(id)
  const upTo = untold.get(id)
  untold.delete(id)
  const before = telling.get(id) ?? Promise.resolve()
  if (upTo === undefined) return before
  const now = before.then(() => call('markRead', { chat: id, upTo })).catch(() => {}).then(() => {}) // the next look tells again
  telling.set(id, now)
  void now.then(() => {
    if (telling.get(id) === now) telling.delete(id)
  })
  return now
}
