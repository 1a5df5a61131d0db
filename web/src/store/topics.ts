import { createEffect, createRoot, createSignal, untrack, type Signal } from 'solid-js'
import type { Chat } from '../model/chat'
import type { Message } from '../model/message'
import type { PeerId } from '../model/peer'
import { topicOf, type Topic } from '../model/topic'
import type { Result } from '../proto/api'
import { chat, chatsLoaded } from './chats'
import { call, on } from './link'
import { peer } from './peers'

/** The topics of forums, as far as they were looked at. */
interface Forum {
  readonly topics: ReadonlyMap<number, Topic>
  /** The list was read from its beginning. */
  readonly loaded: boolean
  readonly failed: boolean
  readonly next?: Result<'getTopics'>['next']
}

const nothing: Forum = { topics: new Map(), loaded: false, failed: false }
const forums = new Map<PeerId, Signal<Forum>>()

function signal(id: PeerId): Signal<Forum> {
  let s = forums.get(id)
  if (!s) forums.set(id, (s = createSignal(nothing)))
  return s
}

export const forum = (id: PeerId): Forum => signal(id)[0]()

/** One topic, as far as it is known; follows changes. */
export const topicIn = (chat: PeerId, id: number): Topic | undefined => forum(chat).topics.get(id)

/** All that are known, for the next visit. */
export const knownTopics = (): Topic[] => [...forums.values()].flatMap(([get]) => [...get().topics.values()])

/** Shows the last visit's topics until the server's are here. */
export function recallTopics(all: readonly Topic[]): void {
  for (const t of all) if (!topicIn(t.chat, t.id)) put(t.chat, [t])
}

function put(id: PeerId, topics: readonly Topic[]): void {
  if (topics.length === 0) return
  signal(id)[1]((old) => ({ ...old, topics: new Map([...old.topics, ...topics.map((t) => [t.id, t] as const)]) }))
}

/** Changes what is known of a topic; one that is not known is left alone. */
export function patchTopic(chat: PeerId, id: number, change: (t: Topic) => Topic): void {
  const t = topicIn(chat, id)
  if (t) put(chat, [change(t)])
}

function drop(chat: PeerId, ids: readonly number[]): void {
  if (!ids.some((id) => forum(chat).topics.has(id))) return
  signal(chat)[1]((old) => ({ ...old, topics: new Map([...old.topics].filter(([id]) => !ids.includes(id))) }))
}

const loading = new Map<PeerId, boolean>()

/** Reads the list from its beginning. What comes up meanwhile is read after it. */
export async function loadTopics(id: PeerId): Promise<void> {
  if (loading.has(id)) {
    loading.set(id, true)
    return
  }
  loading.set(id, false)
  const [get, set] = signal(id)
  try {
    const page = await call('getTopics', { chat: id, query: '' })
    // What the server does not tell any more is gone, unless it stands on a later page.
    const rest = page.next ? [...get().topics.values()].map((t) => ({ ...t, pinned: 0 })) : []
    const told = page.topics.map((t) => newer(t, get().topics.get(t.id)))
    set({ topics: new Map([...rest, ...told].map((t) => [t.id, t])), loaded: true, failed: false, next: page.next })
  } catch {
    set({ ...get(), failed: true })
  } finally {
    const again = loading.get(id)
    loading.delete(id)
    if (again) void loadTopics(id)
  }
}

/** The next page of the list. */
export async function loadMoreTopics(id: PeerId): Promise<void> {
  const [get, set] = signal(id)
  const from = get().next
  if (!from || loading.has(id)) return
  loading.set(id, false)
  try {
    const page = await call('getTopics', { chat: id, query: '', from })
    put(id, page.topics.map((t) => newer(t, get().topics.get(t.id))))
    set({ ...get(), next: page.next })
  } catch {
    // The next look asks again.
  } finally {
    loading.delete(id)
  }
}

/** A topic as the server tells it, but with what was read here a moment ago, of which the server has not heard yet. */
const newer = (told: Topic, known: Topic | undefined): Topic =>
  !known || known.readIn <= told.readIn || known.last?.id !== told.last?.id ? told : { ...told, readIn: known.readIn, unread: known.unread }

const wanted = new Map<PeerId, Set<number>>()

/** Reads single topics that are not known, or whose state is in doubt. Answers once it is known which of them there are. */
export function loadTopic(id: PeerId, topic: number): Promise<void> {
  const ids = wanted.get(id)
  if (ids) {
    ids.add(topic)
    return coming.get(id) ?? Promise.resolve()
  }
  wanted.set(id, new Set([topic]))
  const done = Promise.resolve().then(() => askFor(id))
  coming.set(id, done)
  return done
}

const coming = new Map<PeerId, Promise<void>>()

async function askFor(id: PeerId): Promise<void> {
  const ids = [...(wanted.get(id) ?? [])]
  wanted.delete(id)
  const found = await call('getTopicsById', { chat: id, ids })
  // Which place a pinned one has among the others is known from the list alone.
  put(id, found.map((t) => ({ ...newer(t, topicIn(id, t.id)), pinned: t.pinned && (topicIn(id, t.id)?.pinned || Infinity) })))
  drop(id, ids.filter((i) => !found.some((t) => t.id === i)))
}

const asked = new Set<string>()

/** What a topic is called, for places that name it in passing: the first look asks. '' until it is known. */
export function topicTitle(chat: PeerId, id: number): string {
  const t = topicIn(chat, id)
  if (t) return t.title
  const key = `${chat} ${id}`
  if (!asked.has(key)) {
    asked.add(key)
    queueMicrotask(() => void loadTopic(chat, id).catch(() => asked.delete(key))) // the next look asks again
  }
  return ''
}

/** How far a conversation is read: a chat, or a topic of one. */
export const standing = (id: PeerId, topic?: number): Pick<Chat, 'unread' | 'mentions' | 'readIn' | 'readOut' | 'last'> | undefined =>
  (topic === undefined ? chat(id) : topicIn(id, topic))

/** The same for where a message is: in a forum that is its topic. */
export function standingOf(m: Message): Pick<Chat, 'readOut'> | undefined {
  const p = peer(m.chat)
  return (p?.kind === 'channel' && p.forum ? topicIn(m.chat, topicOf(m)) : undefined) ?? chat(m.chat)
}

/** What is hidden is closed, and what is opened is shown. */
const gate = (s: { closed?: boolean; hidden?: boolean }, t: Topic): Pick<Topic, 'closed' | 'hidden'> => ({
  closed: s.hidden === true || (s.closed ?? t.closed), hidden: s.closed === false ? false : (s.hidden ?? t.hidden),
})

const again = (id: PeerId, topic: number): void => void loadTopic(id, topic).catch(() => {}) // the next change asks again

on('message', (m) => {
  const p = peer(m.chat)
  if (!forums.has(m.chat) || !(p?.kind === 'channel' && p.forum)) return
  const id = topicOf(m)
  const t = topicIn(m.chat, id)
  if (!t) {
    again(m.chat, id)
    return
  }
  if (t.last && t.last.id >= m.id) return
  const s = m.service?.kind === 'topicChanged' ? m.service : undefined
  put(m.chat, [{
    ...t, last: m, unread: m.out ? t.unread : t.unread + (m.id > t.readIn ? 1 : 0), mentions: t.mentions + (m.mention && !m.out ? 1 : 0),
    title: s?.title ?? t.title, ...(s ? gate(s, t) : {}),
  }])
})
on('edited', (m) => {
  if (forums.has(m.chat)) patchTopic(m.chat, topicOf(m), (t) => (t.last?.id === m.id ? { ...t, last: m } : t))
})
on('deleted', ({ chat: id, ids }) => {
  if (id === undefined || !forums.has(id)) return
  for (const t of forum(id).topics.values()) if (ids.includes(t.id) || (t.last && ids.includes(t.last.id))) again(id, t.id)
})
on('topicReadIn', ({ chat: id, topic, upTo }) => {
  const t = topicIn(id, topic)
  if (!t || upTo <= t.readIn) return
  put(id, [{ ...t, readIn: upTo, unread: upTo >= (t.last?.id ?? 0) ? 0 : t.unread }])
  if (upTo < (t.last?.id ?? 0)) again(id, topic)
})
on('topicReadOut', ({ chat: id, topic, upTo }) => patchTopic(id, topic, (t) => (upTo <= t.readOut ? t : { ...t, readOut: upTo })))
on('topic', ({ chat: id, id: topic, ...rest }) => patchTopic(id, topic, (t) => ({ ...t, ...rest })))
on('draft', ({ chat: id, topic, draft }) => {
  if (topic !== undefined) patchTopic(id, topic, (t) => ({ ...t, draft }))
})
on('topicGone', ({ chat: id, id: topic }) => drop(id, [topic]))
// How many mentions are left is the server's to say.
on('heard', ({ chat: id }) => {
  if (id === undefined || !forums.has(id)) return
  for (const t of forum(id).topics.values()) if (t.mentions > 0) again(id, t.id)
})
/** Reads the topics of a forum again whose list was looked at. */
export function renewTopics(id: PeerId): void {
  if (forums.get(id)?.[0]().loaded) void loadTopics(id)
}
const anew = ({ chat: id }: { chat: PeerId }): void => renewTopics(id)
on('topics', anew)
on('readIn', anew)
on('renewed', anew)
on('standing', anew)
// What could not be read is asked for once more when there is a connection: who comes back knows nobody at first.
const retry = (): void => forums.forEach(([get], id) => {
  if (get().failed) void loadTopics(id)
})
on('connection', (c) => {
  if (c === 'online') retry()
})
createRoot(() => createEffect(() => {
  if (chatsLoaded()) untrack(retry)
}))
on('stale', () => [...forums.keys()].forEach((id) => anew({ chat: id })))
on('account', (a) => {
  if (a.state === 'signedIn') return
  asked.clear()
  forums.forEach(([, set]) => set(nothing))
})
