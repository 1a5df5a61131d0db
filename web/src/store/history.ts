import { createSignal, type Signal } from 'solid-js'
import type { Photo } from '../model/media'
import type { Message } from '../model/message'
import { isChannel, type PeerId } from '../model/peer'
import { topicOf } from '../model/topic'
import type { Result } from '../proto/api'
import { call, on } from './link'
import { mergeMessages, withOwn } from './merge'
import { withResults } from './poll'

/** The loaded piece of a chat's history: contiguous, oldest first. */
export interface Window {
  readonly messages: readonly Message[]
  /** Nothing older, nothing newer is on the server. */
  readonly atStart: boolean
  readonly atEnd: boolean
  readonly loading: 'none' | 'first' | 'older' | 'newer'
  /** The last loading failed. */
  readonly failed?: boolean
}

const empty: Window = { messages: [], atStart: false, atEnd: false, loading: 'none' }
const pageSize = 60

/** What is loaded of one conversation: a chat, or a topic of a forum. */
interface Place {
  readonly chat: PeerId
  readonly topic?: number
  readonly signal: Signal<Window>
  /** Counts the windows that were asked for: what answers an older question than the last is dropped. */
  asked: number
  /** Around which message is being loaded. */
  target?: number
}

const places = new Map<PeerId, Map<number | undefined, Place>>()

function place(chat: PeerId, topic?: number): Place {
  let own = places.get(chat)
  if (!own) places.set(chat, (own = new Map()))
  let p = own.get(topic)
  if (!p) own.set(topic, (p = { chat, topic, signal: createSignal(empty), asked: 0 }))
  return p
}

/** A chat as a whole, and its topics, as far as they are or were open. */
const placesIn = (chat: PeerId): Place[] => [...(places.get(chat)?.values() ?? [])]

const allPlaces = (): Place[] => [...places.keys()].flatMap(placesIn)

const seenIn = (p: Photo, m: Message): Photo => (p.file ? { ...p, file: { ...p.file, chat: m.chat, message: m.id } } : p)

export const history = (id: PeerId, topic?: number): Window => place(id, topic).signal[0]()

/** A message that is loaded, in the chat or in a topic of it. */
export function loadedMessage(chat: PeerId, id: number): Message | undefined {
  for (const p of [place(chat), ...placesIn(chat)]) {
    const m = p.signal[0]().messages.find((o) => o.id === id)
    if (m) return m
  }
  return undefined
}

function ask({ chat, topic }: Place, window: { from: number; skip: number; limit: number }): Promise<Result<'getHistory'>> {
  return topic === undefined ? call('getHistory', { chat, ...window }) : call('getTopicHistory', { chat, topic, ...window })
}

/** Loads the end of a conversation, or what lies around a message, unless it is there already. The last call counts. */
export async function loadAround(id: PeerId, around: number, topic?: number): Promise<void> {
  const p = place(id, topic)
  const [get, set] = p.signal
  const w = get()
  const inside = around === 0 ? w.atEnd : w.messages.some((m) => m.id === around)
  if (w.loading === 'first' ? p.target === around : inside) return
  const turn = ++p.asked
  p.target = around
  set({ ...w, loading: 'first', failed: false })
  try {
    const page = await ask(p, around === 0 ? { from: 0, skip: 0, limit: pageSize } : { from: around, skip: -pageSize / 2, limit: pageSize })
    if (p.asked !== turn) return
    const newest = page.messages.at(-1)?.id ?? 0
    const atEnd = around === 0 || page.messages.filter((m) => m.id >= around).length < pageSize / 2
    const older = page.messages.filter((m) => around === 0 || m.id < around).length
    // What came while we asked belongs to the end.
    const fresh = atEnd ? get().messages.filter((m) => m.id > newest && get().atEnd) : []
    set({
      messages: mergeMessages(page.messages, fresh), atEnd, loading: 'none',
      atStart: around === 0 ? page.messages.length < pageSize : older < pageSize / 2,
    })
  } catch {
    if (p.asked === turn) set({ ...get(), loading: 'none', failed: true })
  }
}

export async function loadOlder(id: PeerId, topic?: number): Promise<void> {
  const p = place(id, topic)
  const [get, set] = p.signal
  const first = get().messages[0]
  if (get().loading !== 'none' || get().atStart || !first) return
  const turn = p.asked
  set({ ...get(), loading: 'older', failed: false })
  try {
    const { messages } = await ask(p, { from: first.id, skip: 0, limit: pageSize })
    if (p.asked !== turn) return
    set({ ...get(), messages: mergeMessages(messages, get().messages), atStart: messages.length < pageSize, loading: 'none' })
  } catch {
    if (p.asked === turn) set({ ...get(), loading: 'none', failed: true })
  }
}

export async function loadNewer(id: PeerId, topic?: number): Promise<void> {
  const p = place(id, topic)
  const [get, set] = p.signal
  const last = get().messages.at(-1)
  if (get().loading !== 'none' || get().atEnd || !last) return
  const turn = p.asked
  set({ ...get(), loading: 'newer', failed: false })
  try {
    const { messages } = await ask(p, { from: last.id, skip: -pageSize, limit: pageSize })
    if (p.asked !== turn) return
    const fresh = messages.filter((m) => m.id > last.id)
    set({ ...get(), messages: mergeMessages(get().messages, fresh), atEnd: fresh.length < pageSize - 1, loading: 'none' })
  } catch {
    if (p.asked === turn) set({ ...get(), loading: 'none', failed: true })
  }
}

/** Forgets what is loaded of a chat, so that the next look reads it anew. */
export const forget = (id: PeerId): void => placesIn(id).forEach(empties)

function empties(p: Place): void {
  p.asked++
  p.signal[1](empty)
}

function changeIn(p: Place, fn: (messages: readonly Message[]) => readonly Message[]): void {
  const [get, set] = p.signal
  const messages = fn(get().messages)
  if (messages !== get().messages) set({ ...get(), messages })
}

const change = (id: PeerId, fn: (messages: readonly Message[]) => readonly Message[]): void => placesIn(id).forEach((p) => changeIn(p, fn))

on('message', (m) => {
  for (const p of placesIn(m.chat)) {
    if (p.signal[0]().atEnd && (p.topic === undefined || p.topic === topicOf(m))) changeIn(p, (old) => mergeMessages(old, [m]))
  }
})
on('edited', (m) =>
  change(m.chat, (old) => (old.some((o) => o.id === m.id) ? old.map((o) => (o.id === m.id ? { ...m, reactions: withOwn(m.reactions, o.reactions) } : o)) : old)))
on('reactions', ({ chat, id, reactions }) =>
  change(chat, (old) => (old.some((m) => m.id === id) ? old.map((m) => (m.id === id ? { ...m, reactions: withOwn(reactions, m.reactions) } : m)) : old)))
on('deleted', ({ chat, ids }) => {
  const gone = new Set(ids)
  for (const id of chat === undefined ? [...places.keys()].filter((k) => !isChannel(k)) : [chat]) {
    change(id, (old) => (old.some((m) => gone.has(m.id)) ? old.filter((m) => !gone.has(m.id)) : old))
  }
})
on('topicGone', ({ chat, id }) => {
  for (const p of placesIn(chat)) {
    if (p.topic === id) empties(p)
    else if (p.topic === undefined) changeIn(p, (old) => (old.some((m) => m.topic === id) ? old.filter((m) => m.topic !== id) : old))
  }
})
on('pinned', ({ chat, ids, pinned }) => {
  const those = new Set(ids)
  change(chat, (old) => (old.some((m) => those.has(m.id)) ? old.map((m) => (those.has(m.id) ? { ...m, pinned } : m)) : old))
})
/** Changes media wherever it is loaded. */
function changeMedia(fn: (m: Message) => Message): void {
  for (const p of allPlaces()) {
    changeIn(p, (old) => {
      const next = old.map(fn)
      return next.some((m, i) => m !== old[i]) ? next : old
    })
  }
}
on('poll', ({ id, poll, results }) => changeMedia((m) =>
  m.media?.kind === 'poll' && m.media.id === id ? { ...m, media: withResults(poll ?? m.media, results, m.media) } : m))
on('page', ({ id, page }) => changeMedia((m) =>
  m.media?.kind === 'page' && m.media.id === id ? { ...m, media: page && { ...page, photo: page.photo && seenIn(page.photo, m) } } : m))
/** What could be looked at once was: it is not shown again, though the server takes a moment to take it away. */
export function burn(seen: Message): void {
  changeMedia((m) => (m.chat === seen.chat && m.id === seen.id && (m.media?.kind === 'photo' || m.media?.kind === 'video')
    ? { ...m, media: { kind: 'burnt', what: m.media.kind } }
    : m))
}
on('heard', ({ chat, ids }) => {
  const those = new Set(ids)
  const there = (id: PeerId): boolean => (chat === undefined ? !isChannel(id) : id === chat)
  changeMedia((m) => ((m.unheard || m.mention || m.reactions?.fresh) && there(m.chat) && those.has(m.id)
    ? { ...m, unheard: false, mention: undefined, reactions: m.reactions && { ...m.reactions, fresh: undefined } }
    : m))
})
on('views', ({ chat, views }) => {
  change(chat, (old) => (old.some((m) => (views.get(m.id) ?? m.views) !== m.views) ? old.map((m) => withViews(m, views.get(m.id))) : old))
})
const withViews = (m: Message, views: number | undefined): Message => (views === undefined || views === m.views ? m : { ...m, views })
/** How many comments a post has is known better now. */
export function countReplies(chat: PeerId, id: number, count: number): void {
  change(chat, (old) => (old.some((m) => m.id === id && m.replies && m.replies.count !== count)
    ? old.map((m) => (m.id === id && m.replies ? { ...m, replies: { ...m.replies, count } } : m))
    : old))
}
/** Reads anew what is shown of a conversation: too much happened, or we see other things than before. */
async function renew(p: Place): Promise<void> {
  const w = p.signal[0]()
  const middle = w.messages.at(-1)?.id ?? 0
  empties(p)
  await loadAround(p.chat, w.atEnd ? 0 : middle, p.topic)
}
/** Asks once more for what could not be loaded: who is signed in anew knows nobody until the list has come. */
export function retryFailed(): void {
  for (const p of allPlaces()) if (p.signal[0]().failed && p.signal[0]().messages.length === 0) void renew(p)
}
on('renewed', ({ chat }) => placesIn(chat).forEach((p) => void renew(p)))
on('standing', ({ chat }) => {
  for (const p of placesIn(chat)) if (p.signal[0]().failed || p.signal[0]().messages.length === 0) void renew(p)
})
on('account', () => allPlaces().forEach(empties))
