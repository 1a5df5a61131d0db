import { createSignal, type Signal } from 'solid-js'
import type { Message } from '../model/message'
import type { Outgoing } from '../model/outgoing'
import type { PeerId } from '../model/peer'
import type { Text } from '../model/text'
import { call, on } from './link'

/** What is on its way, by chat, in the order in which it was written. */
const waiting = new Map<PeerId, Signal<readonly Message[]>>()

function signal(id: PeerId): Signal<readonly Message[]> {
  let s = waiting.get(id)
  if (!s) waiting.set(id, (s = createSignal<readonly Message[]>([])))
  return s
}

export const outbox = (id: PeerId): readonly Message[] => signal(id)[0]()

/** A name that no other message has: 63 random bits. */
function newName(): string {
  const [a = 0, b = 0] = crypto.getRandomValues(new Uint32Array(2))
  return ((BigInt(a & 0x7fffffff) << 32n) | BigInt(b)).toString()
}

export function send(chat: PeerId, text: Text, more: Omit<Partial<Outgoing>, 'chat' | 'name'> = {}): Promise<void> {
  return call('send', { chat, name: newName(), ...text, ...more })
}

export const retry = (m: Message): Promise<void> => call('retrySending', { name: m.outbox ?? '' })

export const drop = (m: Message): Promise<void> => call('dropUnsent', { name: m.outbox ?? '' })

function put(m: Message): void {
  signal(m.chat)[1]((old) => {
    const at = old.findIndex((o) => o.outbox === m.outbox)
    return at < 0 ? [...old, m].sort((a, b) => b.id - a.id) : old.with(at, m)
  })
}

function remove(chat: PeerId, name: string): void {
  signal(chat)[1]((old) => (old.some((o) => o.outbox === name) ? old.filter((o) => o.outbox !== name) : old))
}

/** What an earlier visit left. */
export async function loadOutbox(): Promise<void> {
  for (const m of await call('getOutbox', {})) put(m)
}

on('outbox', put)
on('unsent', ({ chat, outbox: name }) => remove(chat, name))
on('message', (m) => {
  if (m.outbox) remove(m.chat, m.outbox)
})
on('account', (a) => {
  if (a.state !== 'signedIn') waiting.forEach(([, set]) => set([]))
})
