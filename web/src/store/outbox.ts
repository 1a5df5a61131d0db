import { createSignal, type Signal } from 'solid-js'
import type { OutFile } from '../model/media'
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

/** A file to send, with its bytes and what is written under it. */
export interface Sendable {
  readonly file: OutFile
  readonly blob: Blob
  readonly thumb?: Blob
  readonly text: Text
}

/** Albums hold that many. */
const albumMost = 10

/** Sends files: those of one kind that can stand together as albums. */
export function sendFiles(chat: PeerId, all: readonly Sendable[], more: Omit<Partial<Outgoing>, 'chat' | 'name'> = {}): Promise<void> {
  const pictures = (s: Sendable): boolean => s.file.kind === 'photo' || s.file.kind === 'video'
  const groups: Sendable[][] = []
  for (const s of all) {
    const last = groups.at(-1)
    const first = last?.[0]
    if (last && first && last.length < albumMost && pictures(first) === pictures(s) && !first.file.ttl && !s.file.ttl) last.push(s)
    else groups.push([s])
  }
  const files = groups.flatMap((group) => {
    const album = group.length > 1 ? newName() : undefined
    return group.map(({ file, blob, thumb, text }) => ({ what: { chat, name: newName(), ...text, ...more, file, album }, bytes: { blob, thumb } }))
  })
  return call('sendFiles', { files })
}

export const retry = (m: Message): Promise<void> => call('retrySending', { name: m.outbox ?? '' })

export function drop(m: Message): Promise<void> {
  const secret = /^secret (-?\d+) (\d+)$/.exec(m.outbox ?? '') // what goes up of a secret chat has such a name
  if (secret) return call('deleteSecret', { id: Number(secret[1]), messages: [Number(secret[2])] })
  return call('dropUnsent', { name: m.outbox ?? '' })
}

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
