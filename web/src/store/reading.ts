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
  timers.set(id, setTimeout(() => {
    timers.delete(id)
    void call('markRead', { chat: id, upTo: untold.get(id) ?? upTo }).catch(() => {}) // the next look tells again
    untold.delete(id)
  }, pause))
}
