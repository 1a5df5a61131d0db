import { fingerprint, newPair } from './dh'
import { shared } from './phase'
import { act, randomId } from './send'
import { NotReady, secondsOf, Violation, type ChatKey, type Happening, type State } from './state'
import type {
  DecryptedMessageActionAbortKey, DecryptedMessageActionAcceptKey, DecryptedMessageActionCommitKey, DecryptedMessageActionRequestKey,
} from './tl_gen'

/** Keys are replaced after so many messages, or so many seconds. https://core.telegram.org/api/end-to-end/pfs */
const maxUses = 100
const maxAge = 7 * 24 * 60 * 60

/** Begins an exchange when the key has served long enough and none is under way. */
export function rekey(s: State, now: number): void {
  const k = s.key
  if (s.phase === 'ready' && k && (k.uses >= maxUses || secondsOf(now) - k.since >= maxAge)) beginRekey(s)
}

/** Begins an exchange now, unless one is under way. */
export function beginRekey(s: State): void {
  if (s.phase !== 'ready' || !s.prime) throw new NotReady()
  if (s.exchange || s.next || s.old) return
  const pair = newPair(s.g, s.prime)
  s.exchange = { id: randomId(), secret: pair.secret }
  act(s, { _: 'decryptedMessageActionRequestKey', exchangeId: s.exchange.id, gA: pair.open })
}

/** The key that a message names. */
export const keyFor = (s: State, name: bigint): ChatKey | undefined =>
  [s.key, s.next, s.old].find((k) => k && fingerprint(k.key) === name)

/** Answers the other side's request for a new key. */
export function keyRequested(s: State, a: DecryptedMessageActionRequestKey, now: number): void {
  const e = s.exchange
  if (e?.secret) {
    // Both asked at once: the larger number wins, on both sides.
    if (e.id > a.exchangeId) return
    e.secret.fill(0)
    s.exchange = undefined
    if (e.id === a.exchangeId) return
  }
  if (s.exchange || s.next || s.old || !s.prime) throw new Violation('a second exchange of keys')
  const pair = newPair(s.g, s.prime)
  const key = shared(s, a.gA, pair.secret)
  pair.secret.fill(0)
  const name = fingerprint(key)
  if (keyFor(s, name)) throw new Violation('a key that was used before')
  s.next = { key, since: secondsOf(now), uses: 0 }
  s.exchange = { id: a.exchangeId }
  act(s, { _: 'decryptedMessageActionAcceptKey', exchangeId: a.exchangeId, gB: pair.open, keyFingerprint: name })
}

/** Commits to the new key. From here on it is what we encrypt with. */
export function keyAccepted(s: State, a: DecryptedMessageActionAcceptKey, now: number, out: Happening[]): void {
  const e = s.exchange
  if (!e?.secret || e.id !== a.exchangeId) throw new Violation('an answer to an exchange of keys that nobody asked for')
  const key = shared(s, a.gB, e.secret)
  if (fingerprint(key) !== a.keyFingerprint) throw new Violation('the new key\'s fingerprint is another one')
  if (keyFor(s, a.keyFingerprint)) throw new Violation('a key that was used before')
  e.secret.fill(0)
  s.exchange = undefined
  act(s, { _: 'decryptedMessageActionCommitKey', exchangeId: a.exchangeId, keyFingerprint: a.keyFingerprint })
  s.old = s.key
  changeKey(s, { key, since: secondsOf(now), uses: 0 }, out)
}

/** Uses the new key, now that the other side does. Nothing comes with the one before: what did was worked through. */
export function keyCommitted(s: State, a: DecryptedMessageActionCommitKey, out: Happening[]): void {
  const { exchange: e, next } = s
  if (!e || !next || e.id !== a.exchangeId || fingerprint(next.key) !== a.keyFingerprint) {
    throw new Violation('a commitment to a key that was not agreed on')
  }
  s.key?.key.fill(0)
  s.next = undefined
  s.exchange = undefined
  changeKey(s, next, out)
  act(s, { _: 'decryptedMessageActionNoop' }) // the other side keeps the old key until it hears the new one
}

function changeKey(s: State, k: ChatKey, out: Happening[]): void {
  s.key = k
  s.exchanges++
  out.push({ kind: 'keyChanged' })
}

/** Gives an exchange up. */
export function keyAborted(s: State, a: DecryptedMessageActionAbortKey): void {
  if (s.exchange?.id !== a.exchangeId) return
  s.exchange.secret?.fill(0)
  s.next?.key.fill(0)
  s.exchange = undefined
  s.next = undefined
  if (s.key) s.key.uses = 0 // the other side does not want one now: ask again after as many messages
}
