import { checkGroup, DhError, fingerprint, newPair, random, sharedKey, size, type DhConfig } from './dh'
import { pictureOf } from './picture'
import { receive } from './receive'
import { act } from './send'
import { fresh, maxLayer, NotReady, secondsOf, Violation, type Happening, type State } from './state'

/** How a secret chat begins and ends. https://core.telegram.org/api/end-to-end */

/** What the server says of a chat. */
export interface Remote {
  readonly kind: 'waiting' | 'requested' | 'ready' | 'discarded' | 'empty'
  readonly id: number
  readonly accessHash: bigint
  /** Who asked for it, and whom. */
  readonly admin: number
  readonly participant: number
  readonly open: Uint8Array
  readonly fingerprint: bigint
  readonly historyDeleted: boolean
}

/** Begins a chat with a person. Its id goes into messages.requestEncryption as random_id, with g_a, which is s.open. */
export function request(self: number, peer: number, dh: DhConfig, now: number): State {
  checkGroup(dh.g, dh.prime)
  const pair = newPair(dh.g, dh.prime, dh.random)
  return fresh({
    id: newId(), self, peer, creator: true, phase: 'requested', since: secondsOf(now), g: dh.g, prime: dh.prime, secret: pair.secret,
    open: pair.open,
  })
}

function newId(): number {
  for (;;) {
    const id = new DataView(random(4).buffer).getInt32(0)
    if (id > 0) return id
  }
}

/** A chat that somebody asked for. Nothing is computed before accept. */
export function incoming(self: number, r: Remote, now: number): State {
  if (r.kind !== 'requested' || r.participant !== self || r.admin === self || r.id === 0) throw new NotReady()
  return fresh({
    id: r.id, accessHash: r.accessHash, self, peer: r.admin, creator: false, phase: 'invited', since: secondsOf(now), peerOpen: r.open,
  })
}

/** Computes the key. What it returns goes into messages.acceptEncryption, after the state was stored. */
export function accept(s: State, dh: DhConfig, now: number): { readonly open: Uint8Array; readonly fingerprint: bigint } {
  if (s.phase !== 'invited' || !s.peerOpen) throw new NotReady()
  checkGroup(dh.g, dh.prime)
  const pair = newPair(dh.g, dh.prime, dh.random)
  const key = sharedKey(s.peerOpen, pair.secret, dh.prime)
  pair.secret.fill(0)
  Object.assign(s, { g: dh.g, prime: dh.prime, open: pair.open, peerOpen: undefined, key: { key, since: secondsOf(now), uses: 0 }, phase: 'accepting' })
  return { open: pair.open, fingerprint: fingerprint(key) }
}

/** Takes what the server says of the chat: an answer to a request or an acceptance, or an updateEncryption. */
export function update(s: State, r: Remote, now: number, out: Happening[]): void {
  if (s.phase === 'closed' || r.id !== s.id) return
  if (r.kind === 'discarded') close(s, { by: 'other', historyDeleted: r.historyDeleted, why: '' }, out)
  else if (r.kind === 'waiting' && s.phase === 'requested') s.accessHash = r.accessHash
  else if (r.kind === 'ready' && (s.phase === 'requested' || s.phase === 'accepting')) established(s, r, now, out)
}

/** Makes the key, on the side that asked, and compares fingerprints on both. */
function established(s: State, r: Remote, now: number, out: Happening[]): void {
  const [creator, other] = s.creator ? [s.self, s.peer] : [s.peer, s.self]
  if (r.admin !== creator || r.participant !== other) throw new Violation('the server names other people')
  if (s.phase === 'requested') s.key = { key: shared(s, r.open), since: secondsOf(now), uses: 0 }
  if (!s.key || fingerprint(s.key.key) !== r.fingerprint) throw new Violation('the key\'s fingerprint is another one')
  s.secret?.fill(0)
  Object.assign(s, { secret: undefined, open: undefined, accessHash: r.accessHash, first: pictureOf(s.key.key), phase: 'ready' })
  act(s, { _: 'decryptedMessageActionNotifyLayer', layer: maxLayer })
  out.push({ kind: 'established' })
  const before = s.early
  s.early = []
  for (const m of before) receive(s, m.data, m.date, m.file, now, out, { early: true })
}

/** The key that follows from a peer's public value; one that must not be used ends the chat. */
export function shared(s: State, open: Uint8Array, secret = s.secret): Uint8Array {
  try {
    return sharedKey(open, secret ?? new Uint8Array(size), s.prime ?? new Uint8Array())
  } catch (e) {
    throw e instanceof DhError ? new Violation('a public value that must not be used') : e
  }
}

/** Ends the chat. The server is told with messages.discardEncryption, after the state was stored. */
export function discard(s: State, out: Happening[]): void {
  if (s.phase === 'closed') return
  close(s, { by: 'us', historyDeleted: false, why: '' }, out)
  s.discard = true
}

/** Ends the chat because of what the other side or the server did, and has the server told. */
export function broken(s: State, v: Violation, out: Happening[]): void {
  close(s, { by: 'broken', historyDeleted: false, why: v.message }, out)
  s.discard = true
}

/** Forgets everything but that there was a chat. The keys of the state that this one replaces are overwritten by whoever stores it. */
function close(s: State, how: Omit<Extract<Happening, { kind: 'ended' }>, 'kind'>, out: Happening[]): void {
  const { id, accessHash, self, peer, creator, since } = s
  for (const k of Object.keys(s)) delete (s as unknown as Record<string, unknown>)[k]
  Object.assign(s, fresh({ id, accessHash, self, peer, creator, phase: 'closed', since }))
  out.push({ kind: 'ended', ...how })
}
