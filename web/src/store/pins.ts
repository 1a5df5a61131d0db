import { createSignal, type Signal } from 'solid-js'
import type { Message } from '../model/message'
import type { PeerId } from '../model/peer'
import { call, on } from './link'

/** The pinned messages of a chat, or of a topic of one, newest first. */
interface Place {
  readonly chat: PeerId
  readonly topic?: number
  readonly signal: Signal<readonly Message[]>
}

const pins = new Map<string, Place>()

/** Those of a conversation; the first look asks for them. */
export function pinnedIn(chat: PeerId, topic?: number): readonly Message[] {
  const key = `${chat} ${topic}`
  let p = pins.get(key)
  if (!p) {
    pins.set(key, (p = { chat, topic, signal: createSignal<readonly Message[]>([]) }))
    void load(p)
  }
  return p.signal[0]()
}

async function load({ chat, topic, signal }: Place): Promise<void> {
  try {
    const { messages } = await call('getPinned', { chat, topic })
    signal[1](messages)
  } catch {
    // The bar stays as it is; what changes is told again.
  }
}

on('pinned', ({ chat }) => {
  for (const p of pins.values()) if (p.chat === chat) void load(p)
})
on('deleted', ({ ids }) => {
  const gone = new Set(ids)
  pins.forEach(({ signal: [get, set] }) => {
    if (get().some((m) => gone.has(m.id))) set(get().filter((m) => !gone.has(m.id)))
  })
})
on('edited', (m) => {
  for (const { chat, signal: [get, set] } of pins.values()) {
    if (chat === m.chat && get().some((p) => p.id === m.id)) set(get().map((p) => (p.id === m.id ? m : p)))
  }
})
on('account', () => pins.clear())
