import { fromHex, knownPrime, random, type DhConfig } from './dh'
import { accept, broken, incoming, request, update, type Remote } from './phase'
import { receive } from './receive'
import { Violation, type Happening, type State } from './state'

// What tests of secret chats share.

export const aliceId = 10
export const bobId = 20
export const start = 1_700_000_000_000

export const group = (): DhConfig => ({ version: 1, g: 3, prime: fromHex(knownPrime), random: random(256) })

const remote = (s: State, more: Partial<Remote>): Remote => ({
  kind: 'requested', id: s.id, accessHash: 7n, admin: aliceId, participant: bobId, open: new Uint8Array(), fingerprint: 0n, historyDeleted: false, ...more,
})

/** A chat that alice asked for. */
export function asked(): { alice: State; bob: State; said: (more: Partial<Remote>) => Remote } {
  const alice = request(aliceId, bobId, group(), start)
  const said = (more: Partial<Remote>): Remote => remote(alice, more)
  return { alice, bob: incoming(bobId, said({ open: alice.open }), start), said }
}

/** A chat that is established. */
export function pair(): { alice: State; bob: State } {
  const { alice, bob, said } = asked()
  const gA = alice.open
  const { open, fingerprint } = accept(bob, group(), start)
  update(alice, said({ kind: 'ready', open, fingerprint }), start, [])
  update(bob, said({ kind: 'ready', open: gA, fingerprint }), start, [])
  exchange(alice, bob)
  return { alice, bob }
}

/** Takes out what is to be sent. */
export function take(s: State): Uint8Array[] {
  const out = s.outbox.filter((o) => !o.sent)
  for (const o of out) o.sent = true
  return out.map((o) => o.data)
}

/** Receives as the keeper of chats does: a violation ends the chat. */
export function hear(s: State, data: Uint8Array, now = start): Happening[] {
  const out: Happening[] = []
  try {
    receive(s, data, 0, undefined, now, out)
  } catch (e) {
    if (!(e instanceof Violation)) throw e
    broken(s, e, out)
  }
  return out
}

/** Hands everything over until both are silent. */
export function exchange(alice: State, bob: State, now = start): { toAlice: Happening[]; toBob: Happening[] } {
  const toAlice: Happening[] = []
  const toBob: Happening[] = []
  for (;;) {
    const a = take(alice)
    const b = take(bob)
    if (a.length + b.length === 0) return { toAlice, toBob }
    for (const d of a) toBob.push(...hear(bob, d, now))
    for (const d of b) toAlice.push(...hear(alice, d, now))
  }
}
