import { createSignal, type Signal } from 'solid-js'
import type { Message } from '../model/message'
import type { PeerId } from '../model/peer'
import { call, on } from './link'

/** Pinned messages by chat, newest first. */
const pins = new Map<PeerId, Signal<readonly Message[]>>()

/** Those of a chat; the first look asks for them. */
export function pinnedIn(chat: PeerId): readonly Message[] {
  let s = pins.get(chat)
  if (!s) {
    pins.set(chat, (s = createSignal<readonly Message[]>([])))
    void load(chat)
  }
  return s[0]()
}

async function load(chat: PeerId): Promise<void> {
  try {
    const { messages } = await call('getPinned', { chat })
    pins.get(chat)?.[1](messages)
  } catch {
    // The bar stays as it is; what changes is told again.
  }
}

on('pinned', ({ chat }) => {
  if (pins.has(chat)) void load(chat)
})
on('deleted', ({ ids }) => {
  const gone = new Set(ids)
  pins.forEach(([get, set]) => {
    if (get().some((m) => gone.has(m.id))) set(get().filter((m) => !gone.has(m.id)))
  })
})
on('edited', (m) => {
  const s = pins.get(m.chat)
  if (s?.[0]().some((p) => p.id === m.id)) s[1]((old) => old.map((p) => (p.id === m.id ? m : p)))
})
on('account', () => pins.clear())
