import { createSignal, type Signal } from 'solid-js'
import type { Message } from '../model/message'
import type { PeerId } from '../model/peer'
import { loadedMessage } from './history'
import { call, on } from './link'

/** Messages that others answer and that are not loaded. null is one that is gone. */
const fetched = new Map<string, Signal<Message | null | undefined>>()
const wanted = new Map<PeerId, Set<number>>()

const key = (chat: PeerId, id: number): string => `${chat} ${id}`

/** The message that an answer is to: undefined while it is on its way, null if it is gone. */
export function replied(chat: PeerId, id: number): Message | null | undefined {
  const here = loadedMessage(chat, id)
  if (here) return here
  const k = key(chat, id)
  let s = fetched.get(k)
  if (!s) {
    fetched.set(k, (s = createSignal<Message | null | undefined>()))
    want(chat, id)
  }
  return s[0]()
}

function want(chat: PeerId, id: number): void {
  const ids = wanted.get(chat)
  if (ids) {
    ids.add(id)
    return
  }
  wanted.set(chat, new Set([id]))
  queueMicrotask(() => void ask(chat))
}

async function ask(chat: PeerId): Promise<void> {
  const ids = [...(wanted.get(chat) ?? [])]
  wanted.delete(chat)
  try {
    const found = new Map((await call('getMessages', { chat, ids })).map((m) => [m.id, m]))
    for (const id of ids) fetched.get(key(chat, id))?.[1](found.get(id) ?? null)
  } catch {
    for (const id of ids) fetched.delete(key(chat, id)) // the next look asks again
  }
}

on('edited', (m) => {
  const s = fetched.get(key(m.chat, m.id))
  if (s) s[1](m)
})
