import type { Message } from '../model/message'
import type { PeerId } from '../model/peer'
import { chat, patchChat } from './chats'
import { history } from './history'
import { call, on } from './link'

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

/** Posts whose views this page has counted already. */
const counted = new Map<PeerId, Set<number>>()
const uncounted = new Map<PeerId, Set<number>>()
const mentions = new Map<PeerId, Set<number>>()

/** Messages are in sight: mentions of us in them and reactions to them are looked at now, and posts have one view more. */
export function inSight(id: PeerId, messages: readonly Message[]): void {
  const seen = counted.get(id) ?? new Set()
  counted.set(id, seen)
  const posts = messages.filter((m) => m.post && m.views !== undefined && m.sending === 'sent' && !seen.has(m.id)).map((m) => m.id)
  posts.forEach((p) => seen.add(p))
  gather(uncounted, id, posts, (ids) => call('seen', { chat: id, ids }))
  const told = messages.filter((m) => m.mention || m.reactions?.fresh).map((m) => m.id)
  gather(mentions, id, told, (ids) => call('seenMentions', { chat: id, ids }))
}

/** Has what comes within a moment done together. */
function gather(all: Map<PeerId, Set<number>>, id: PeerId, more: readonly number[], act: (ids: number[]) => Promise<unknown>): void {
  if (more.length === 0) return
  const waiting = all.get(id)
  if (waiting) {
    more.forEach((m) => waiting.add(m))
    return
  }
  const fresh = new Set(more)
  all.set(id, fresh)
  setTimeout(() => {
    all.delete(id)
    void act([...fresh]).catch(() => {}) // the next look tells again
  }, pause)
}

on('account', () => counted.clear())
