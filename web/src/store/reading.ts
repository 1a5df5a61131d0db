import type { Message } from '../model/message'
import type { PeerId } from '../model/peer'
import { chat, loadChat, patchChat } from './chats'
import { history } from './history'
import { call, on } from './link'
import { patchTopic, renewTopics, standing } from './topics'

/** How long to wait before the server is told, so that scrolling past many messages tells once. */
const pause = 300

/** A chat, or a topic of a forum, of which something was seen that the server has not been told of. */
interface Place {
  readonly chat: PeerId
  readonly topic?: number
  timer?: ReturnType<typeof setTimeout>
  /** Up to where. */
  untold?: number
  /** What the server is being told. */
  telling?: Promise<void>
}

const places = new Map<string, Place>()

function place(chat: PeerId, topic?: number): Place {
  const key = `${chat} ${topic}`
  let p = places.get(key)
  if (!p) places.set(key, (p = { chat, topic }))
  return p
}

/** Everything up to a message has been seen. */
export function readUpTo(id: PeerId, upTo: number, topic?: number): void {
  const c = standing(id, topic)
  if (!c || (upTo <= c.readIn && !(topic === undefined && chat(id)?.markedUnread))) return
  const newest = c.last?.id ?? 0
  const seen = history(id, topic).messages.filter((m) => !m.out && m.id > c.readIn && m.id <= upTo).length
  const unread = upTo >= newest ? 0 : Math.max(c.unread - seen, 0)
  const readIn = Math.max(c.readIn, upTo)
  if (topic === undefined) patchChat(id, (old) => ({ ...old, readIn, unread, markedUnread: false }))
  else patchTopic(id, topic, (old) => ({ ...old, readIn, unread }))
  // What we wrote ourselves is nothing to be told of.
  const loaded = topic === undefined ? [] : history(id, topic).messages
  const last = loaded.length === 0 ? upTo : (loaded.findLast((m) => !m.out && m.id <= upTo)?.id ?? 0)
  if (topic !== undefined && last <= c.readIn) return
  const p = place(id, topic)
  p.untold = Math.max(p.untold ?? 0, last)
  clearTimeout(p.timer)
  p.timer = setTimeout(() => void tell(id, topic), pause)
}

/** Tells the server at once what was seen in a conversation, and waits until it knows: who marks the chat as unread afterwards finds it so. */
export function tell(id: PeerId, topic?: number): Promise<void> {
  const p = place(id, topic)
  clearTimeout(p.timer)
  const upTo = p.untold
  p.untold = undefined
  const before = p.telling ?? Promise.resolve()
  if (upTo === undefined) return before
  const now = before
    .then(() => (topic === undefined ? call('markRead', { chat: id, upTo }) : call('markTopicRead', { chat: id, topic, upTo })))
    // How much is unread in the whole of a forum, and in each topic when the whole was read, is the server's to say.
    .then(() => (topic === undefined ? renewTopics(id) : loadChat(id)))
    .catch(() => {}) // the next look tells again
  p.telling = now
  void now.then(() => {
    if (p.telling === now) p.telling = undefined
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
