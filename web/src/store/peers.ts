import { createSignal, type Signal } from 'solid-js'
import type { Learned, Peer, PeerId } from '../model/peer'
import { on } from './link'

const known = new Map<PeerId, Signal<Peer | undefined>>()

function signal(id: PeerId): Signal<Peer | undefined> {
  let s = known.get(id)
  if (!s) known.set(id, (s = createSignal<Peer | undefined>()))
  return s
}

/** Somebody or some chat, as far as known; follows changes. */
export const peer = (id: PeerId): Peer | undefined => signal(id)[0]()

/** What is told of somebody in part leaves what was known in whole; of a channel, how we stand to it. */
export function learn(all: readonly Learned[]): void {
  for (const { peer: p, partial } of all) {
    const [get, set] = signal(p.id)
    const known = get()
    if (!partial || !known) set(p)
    else if (p.kind === 'channel' && known.kind === 'channel') {
      const { left, forbidden, creator, rights, bans, bannedUntil, members } = known
      set({ ...p, left, forbidden, creator, rights, bans, bannedUntil, members })
    }
  }
}

/** Everybody we have heard of. */
export const knownPeers = (): Peer[] => [...known.values()].map(([get]) => get()).filter((p) => p !== undefined)

on('peers', learn)
on('presence', ({ user, presence }) => {
  const [get, set] = signal(user)
  const u = get()
  if (u?.kind === 'user') set({ ...u, presence })
})
