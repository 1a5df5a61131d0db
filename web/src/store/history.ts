import { createSignal, type Signal } from 'solid-js'
import type { Photo } from '../model/media'
import type { Message } from '../model/message'
import { isChannel, type PeerId } from '../model/peer'
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

const windows = new Map<PeerId, Signal<Window>>()

function signal(id: PeerId): Signal<Window> {
  let s = windows.get(id)
  if (!s) windows.set(id, (s = createSignal(empty)))
  return s
}

const seenIn = (p: Photo, m: Message): Photo => (p.file ? { ...p, file: { ...p.file, chat: m.chat, message: m.id } } : p)

export const history = (id: PeerId): Window => signal(id)[0]()

/** Counts the windows that were asked for: what answers an older question than the last is dropped. */
const asked = new Map<PeerId, number>()

/** Around which message is being loaded. */
const target = new Map<PeerId, number>()

/** Loads the end of a chat, or what lies around a message, unless it is there already. The last call counts. */
export async function loadAround(id: PeerId, around: number): Promise<void> {
  const [get, set] = signal(id)
  const w = get()
  const inside = around === 0 ? w.atEnd : w.messages.some((m) => m.id === around)
  if (w.loading === 'first' ? target.get(id) === around : inside) return
  const turn = (asked.get(id) ?? 0) + 1
  asked.set(id, turn)
  target.set(id, around)
  set({ ...w, loading: 'first', failed: false })
  try {
    const page = await call('getHistory', around === 0
      ? { chat: id, from: 0, skip: 0, limit: pageSize }
      : { chat: id, from: around, skip: -pageSize / 2, limit: pageSize })
    if (asked.get(id) !== turn) return
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
    if (asked.get(id) === turn) set({ ...get(), loading: 'none', failed: true })
  }
}

export async function loadOlder(id: PeerId): Promise<void> {
  const [get, set] = signal(id)
  const first = get().messages[0]
  if (get().loading !== 'none' || get().atStart || !first) return
  const turn = asked.get(id)
  set({ ...get(), loading: 'older', failed: false })
  try {
    const { messages } = await call('getHistory', { chat: id, from: first.id, skip: 0, limit: pageSize })
    if (asked.get(id) !== turn) return
    set({ ...get(), messages: mergeMessages(messages, get().messages), atStart: messages.length < pageSize, loading: 'none' })
  } catch {
    if (asked.get(id) === turn) set({ ...get(), loading: 'none', failed: true })
  }
}

export async function loadNewer(id: PeerId): Promise<void> {
  const [get, set] = signal(id)
  const last = get().messages.at(-1)
  if (get().loading !== 'none' || get().atEnd || !last) return
  const turn = asked.get(id)
  set({ ...get(), loading: 'newer', failed: false })
  try {
    const { messages } = await call('getHistory', { chat: id, from: last.id, skip: -pageSize, limit: pageSize })
    if (asked.get(id) !== turn) return
    const fresh = messages.filter((m) => m.id > last.id)
    set({ ...get(), messages: mergeMessages(get().messages, fresh), atEnd: fresh.length < pageSize - 1, loading: 'none' })
  } catch {
    if (asked.get(id) === turn) set({ ...get(), loading: 'none', failed: true })
  }
}

/** Forgets what is loaded, so that the next look reads it anew. */
export function forget(id: PeerId): void {
  asked.set(id, (asked.get(id) ?? 0) + 1)
  windows.get(id)?.[1](empty)
}

function change(id: PeerId, fn: (messages: readonly Message[]) => readonly Message[]): void {
  const [get, set] = signal(id)
  const messages = fn(get().messages)
  if (messages !== get().messages) set({ ...get(), messages })
}

on('message', (m) => {
  const w = windows.get(m.chat)?.[0]()
  if (w?.atEnd) change(m.chat, (old) => mergeMessages(old, [m]))
})
on('edited', (m) => {
  if (windows.has(m.chat)) change(m.chat, (old) => (old.some((o) => o.id === m.id) ? old.map((o) => (o.id === m.id ? { ...m, reactions: withOwn(m.reactions, o.reactions) } : o)) : old))
})
on('reactions', ({ chat, id, reactions }) => {
  if (windows.has(chat)) change(chat, (old) => (old.some((m) => m.id === id) ? old.map((m) => (m.id === id ? { ...m, reactions: withOwn(reactions, m.reactions) } : m)) : old))
})
on('deleted', ({ chat, ids }) => {
  const gone = new Set(ids)
  for (const id of chat === undefined ? [...windows.keys()].filter((k) => !isChannel(k)) : [chat]) {
    if (windows.has(id)) change(id, (old) => (old.some((m) => gone.has(m.id)) ? old.filter((m) => !gone.has(m.id)) : old))
  }
})
on('pinned', ({ chat, ids, pinned }) => {
  const those = new Set(ids)
  if (windows.has(chat)) change(chat, (old) => old.map((m) => (those.has(m.id) ? { ...m, pinned } : m)))
})
/** Changes media wherever it is loaded. */
function changeMedia(fn: (m: Message) => Message): void {
  for (const id of windows.keys()) {
    change(id, (old) => {
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
  if (windows.has(chat)) change(chat, (old) => (old.some((m) => (views.get(m.id) ?? m.views) !== m.views) ? old.map((m) => withViews(m, views.get(m.id))) : old))
})
const withViews = (m: Message, views: number | undefined): Message => (views === undefined || views === m.views ? m : { ...m, views })
/** How many comments a post has is known better now. */
export function countReplies(chat: PeerId, id: number, count: number): void {
  if (!windows.has(chat)) return
  change(chat, (old) => (old.some((m) => m.id === id && m.replies && m.replies.count !== count)
    ? old.map((m) => (m.id === id && m.replies ? { ...m, replies: { ...m.replies, count } } : m))
    : old))
}
/** Reads anew what is shown of a chat: too much happened, or we see other things than before. */
async function renew(id: PeerId): Promise<void> {
  const w = windows.get(id)?.[0]()
  if (!w) return
  const wasAtEnd = w.atEnd
  const middle = w.messages.at(-1)?.id ?? 0
  forget(id)
  await loadAround(id, wasAtEnd ? 0 : middle)
}
/** Asks once more for what could not be loaded: who is signed in anew knows nobody until the list has come. */
export function retryFailed(): void {
  for (const [id, [get]] of windows) if (get().failed && get().messages.length === 0) void renew(id)
}
on('renewed', ({ chat }) => void renew(chat))
on('standing', ({ chat }) => {
  const w = windows.get(chat)?.[0]()
  if (w?.failed || (w && w.messages.length === 0)) void renew(chat)
})
on('account', () => [...windows.keys()].forEach(forget))
