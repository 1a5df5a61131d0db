import { expect, test, vi } from 'vitest'
import { Forged, open, seal, sealPlain, sideOf, join } from './cipher'
import { checkGroup, checkPublic, DhError, fromHex, knownPrime, newExponent, newPair, size } from './dh'
import { accept, request } from './phase'
import { update } from './phase'
import { receive } from './receive'
import { beginRekey } from './rekey'
import { randomId, send } from './send'
import { broken } from './phase'
import { layerOf, Violation, type Happening, type State } from './state'
import { aliceId, asked, bobId, exchange, group, hear, pair, start, take } from './testing'
import { decode, encode } from './tl'
import type { DecryptedMessage, DecryptedMessageLayer, DecryptedMessageService, TypeDecryptedMessageAction } from './tl_gen'

// Arithmetic with 2048 bits takes its time where other things run beside it.
vi.setConfig({ testTimeout: 120_000 })

// A hostile peer or server breaks one rule at a time, and is refused. As secretchat/check_test.go.

const p = BigInt(`0x${knownPrime}`)
const bytes = (n: bigint): Uint8Array => {
  const h = n.toString(16)
  return fromHex(h.length % 2 ? `0${h}` : h)
}
const known = fromHex(knownPrime)

const say = (s: State, message: string): Uint8Array => {
  send(s, { _: 'decryptedMessage', randomId: randomId(), ttl: 0, message }, undefined, start)
  return take(s)[0] ?? new Uint8Array()
}

test('groups', () => {
  for (const [name, g, prime] of [
    ['not a prime', 4, bytes(p + 2n)], ['2047 bits', 4, bytes(p >> 1n)], ['longer', 4, join(new Uint8Array([1]), known)],
    ['a leading zero', 3, join(new Uint8Array([0]), known)], ['none', 3, new Uint8Array()], ['not a residue', 2, known], ['another', 6, known],
    ['one more', 5, known], ['1', 1, known], ['8', 8, known], ['0', 0, known], ['-1', -1, known],
    ['not a safe prime', 4, unsafePrime()],
  ] as const) {
    expect(() => checkGroup(g, prime), name).toThrow(DhError)
    if (name === 'not a safe prime') continue
    expect(() => request(1, 2, { ...group(), g, prime }, start), name).toThrow(DhError)
    expect(() => accept(asked().bob, { ...group(), g, prime }, start), name).toThrow(DhError)
  }
  for (const g of [3, 4, 7]) checkGroup(g, known)
})

/** The next prime after ours of which half is none. */
function unsafePrime(): Uint8Array {
  const pow = (b: bigint, e: bigint, m: bigint): bigint => {
    let out = 1n
    for (let x = b % m; e > 0n; e >>= 1n, x = (x * x) % m) if (e & 1n) out = (out * x) % m
    return out
  }
  for (let n = p + 2n; ; n += 2n) {
    if ([3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n].some((q) => n % q === 0n)) continue
    if (pow(2n, n - 1n, n) === 1n && pow(2n, (n >> 1n) - 1n, n >> 1n) !== 1n) return bytes(n)
  }
}

const badPublics: Record<string, Uint8Array> = {
  nothing: new Uint8Array(), 0: new Uint8Array([0]), 1: new Uint8Array([1]), 'the generator': new Uint8Array([3]), 'p-1': bytes(p - 1n), p: bytes(p),
  'p+1': bytes(p + 1n), 'just too small': bytes((1n << 1984n) - 1n), 'just too large': bytes(p - (1n << 1984n) + 1n),
  '257 bytes': join(new Uint8Array([1]), known), 'a leading zero': join(new Uint8Array([0]), known),
}

test('public values', () => {
  for (const [name, v] of Object.entries(badPublics)) {
    const first = asked()
    first.bob.peerOpen = v
    expect(() => accept(first.bob, group(), start), name).toThrow(DhError)
    expect(first.bob.phase).toBe('invited')
    const { alice, bob, said } = asked()
    const { fingerprint } = accept(bob, group(), start)
    expect(() => update(alice, said({ kind: 'ready', open: v, fingerprint }), start, []), name).toThrow(Violation)
    const two = pair()
    wantBroken(two.bob, forged(two.alice, { message: service({ _: 'decryptedMessageActionRequestKey', exchangeId: 1n, gA: v }) }), name)
    const three = pair()
    beginRekey(three.bob)
    const exchangeId = three.bob.exchange?.id ?? 0n
    wantBroken(three.bob, forged(three.alice, { message: service({ _: 'decryptedMessageActionAcceptKey', exchangeId, gB: v, keyFingerprint: 0n }) }), name)
  }
  for (const v of [1n << 1984n, p - (1n << 1984n)]) checkPublic(bytes(v), known)
})

test('our own randomness is never left out', () => {
  expect(newExponent(new Uint8Array(size))).not.toEqual(newExponent(new Uint8Array(size)))
  expect(newExponent(undefined)).not.toEqual(newExponent(undefined))
})

test('fingerprints and people', () => {
  for (const [name, more] of Object.entries({
    'another fingerprint': { fingerprint: 1n }, 'another creator': { admin: aliceId + 1 }, 'another participant': { participant: bobId + 1 },
    'exchanged': { admin: bobId, participant: aliceId }, 'another public value': { open: newPair(3, known).open },
  })) {
    const { alice, bob, said } = asked()
    const a = accept(bob, group(), start)
    expect(() => update(alice, said({ kind: 'ready', ...a, ...more }), start, []), name).toThrow(Violation)
  }
  const { bob, said } = asked()
  const { fingerprint } = accept(bob, group(), start)
  expect(() => update(bob, said({ kind: 'ready', fingerprint: fingerprint ^ 1n }), start, [])).toThrow(Violation)
  const { alice } = asked()
  update(alice, said({ kind: 'discarded', id: alice.id ^ 1 }), start, []) // another chat's
  expect(alice.phase).toBe('requested')
})

test('forged messages change nothing', () => {
  const { alice, bob } = pair()
  const good = say(alice, 'hi')
  const flip = (i: number): Uint8Array => good.map((b, at) => (at === i ? b ^ 1 : b))
  const key = alice.key?.key ?? new Uint8Array()
  const plain = (n: number, body: number, padding: number): Uint8Array => {
    const b = new Uint8Array(4 + body + padding)
    new DataView(b.buffer).setInt32(0, n, true)
    return sealPlain(key, 0, b)
  }
  for (const [name, data] of Object.entries({
    'another key\'s fingerprint': flip(0), 'msg_key altered': flip(8), 'msg_key\'s end altered': flip(23), 'ciphertext altered': flip(24),
    'its end altered': flip(good.length - 1), 'cut': good.slice(0, -16), 'cut within a block': good.slice(0, -1), 'padded anew': join(good, new Uint8Array(16)),
    'nothing': new Uint8Array(), 'no ciphertext': good.slice(0, 24), 'too long': join(good, new Uint8Array(1 << 20)),
    'too little padding': plain(24, 24, 4), 'too much padding': plain(24, 24, 1028), 'a negative length': plain(-4, 28, 16),
    'a length beyond the end': plain(1000, 28, 16), 'an odd length': plain(26, 26, 18), 'no padding': plain(28, 28, 0),
    'too little randomness': forged(alice, { random: 14 }),
  })) {
    const before = structuredClone(bob)
    expect(() => receive(bob, data, 0, undefined, start, []), name).toThrow(Forged)
    expect(bob, name).toEqual(before)
  }
  expect(() => receive(alice, good, 0, undefined, start, []), 'reflected').toThrow(Forged)
  expect(hear(bob, good)).toMatchObject([{ message: { message: 'hi' } }])
})

interface Forgery {
  layer: number
  in: number
  out: number
  random: number
  message: DecryptedMessage | DecryptedMessageService
}

const service = (action: TypeDecryptedMessageAction): DecryptedMessageService => ({ _: 'decryptedMessageService', randomId: 1n, action })

/** What an honest peer would send now, but for some of it. */
function forged(from: State, change: Partial<Forgery> | ((f: Forgery) => void), key = from.key?.key ?? new Uint8Array()): Uint8Array {
  const odd = from.creator ? 1 : 0
  const f: Forgery = {
    layer: layerOf(from), in: 2 * from.worked + 1 - odd, out: 2 * from.sent + odd, random: 15, message: { _: 'decryptedMessage', randomId: 1n, ttl: 0, message: 'x' },
  }
  if (typeof change === 'function') change(f)
  else Object.assign(f, change)
  return seal(key, sideOf(from.creator), encode({
    _: 'decryptedMessageLayer', randomBytes: new Uint8Array(f.random), layer: f.layer, inSeqNo: f.in, outSeqNo: f.out, message: f.message,
  }))
}

function wantBroken(s: State, data: Uint8Array, name: string): void {
  const out: Happening[] = []
  try {
    receive(s, data, 0, undefined, start, out)
    expect.unreachable(name)
  } catch (e) {
    expect(e, name).toBeInstanceOf(Violation)
    broken(s, e as Violation, out)
  }
  expect(out.at(-1), name).toMatchObject({ kind: 'ended', by: 'broken' })
  expect([s.phase, s.discard, s.key], name).toEqual(['closed', true, undefined])
}

test('broken numbers end the chat', () => {
  const resend = (startSeqNo: number, endSeqNo: number): Partial<Forgery> => ({ message: service({ _: 'decryptedMessageActionResend', startSeqNo, endSeqNo }) })
  for (const [name, change] of Object.entries<Partial<Forgery> | ((f: Forgery) => void)>({
    'out of the wrong parity': (f) => f.out++, 'in of the wrong parity': (f) => f.in++,
    'both': (f) => ([f.in, f.out] = [f.out, f.in]), 'a negative out': (f) => (f.out -= 1000), 'a negative in': (f) => (f.in -= 1000),
    'a confirmation of what is unsent': (f) => (f.in += 2), 'a confirmation that goes back': (f) => (f.in -= 2),
    'too far ahead': (f) => (f.out += 2002), 'a layer lowered': { layer: 143 }, 'a layer without MTProto 2.0': { layer: 46 },
    'a layer announced that is lower': { message: service({ _: 'decryptedMessageActionNotifyLayer', layer: 101 }) },
    'again of what was never sent': resend(0, 2000), 'again of the wrong parity': resend(1, 1), 'again, backwards': resend(2, 0), 'again, below zero': resend(-2, 0),
  })) {
    const { alice, bob } = pair()
    for (const s of [alice, bob, alice]) {
      send(s, { _: 'decryptedMessage', randomId: randomId(), ttl: 0, message: 'so that both know' }, undefined, start)
      exchange(alice, bob)
    }
    wantBroken(bob, forged(alice, change), name)
  }
  for (const body of [encode({ _: 'decryptedMessage', randomId: 1n, ttl: 0, message: '' }), new Uint8Array([0x89, 0x17, 0xe3, 0x1b])]) {
    const { alice, bob } = pair()
    wantBroken(bob, seal(alice.key?.key ?? new Uint8Array(), 0, body), 'no layer or no numbers')
  }
})

test('broken exchanges of keys end the chat', () => {
  const { open: value } = newPair(3, known)
  const from = (s: State, a: TypeDecryptedMessageAction): Uint8Array => forged(s, { message: service(a) })
  const asking = (exchangeId: bigint) => ({ _: 'decryptedMessageActionRequestKey', exchangeId, gA: value }) as const
  {
    const { alice, bob } = pair()
    wantBroken(bob, from(alice, { _: 'decryptedMessageActionAcceptKey', exchangeId: 5n, gB: value, keyFingerprint: 0n }), 'an answer to no request')
  }
  for (const [more, keyFingerprint] of [[1n, 0n], [0n, 1n]] as const) {
    const { alice, bob } = pair()
    beginRekey(bob)
    const exchangeId = (bob.exchange?.id ?? 0n) + more
    wantBroken(bob, from(alice, { _: 'decryptedMessageActionAcceptKey', exchangeId, gB: value, keyFingerprint }), 'another request, another fingerprint')
  }
  {
    const { alice, bob } = pair()
    wantBroken(bob, from(alice, { _: 'decryptedMessageActionCommitKey', exchangeId: 5n, keyFingerprint: 0n }), 'a commitment to nothing')
  }
  for (const second of [{ _: 'decryptedMessageActionCommitKey', exchangeId: 5n, keyFingerprint: 1n } as const, asking(6n)]) {
    const { alice, bob } = pair()
    hear(bob, from(alice, asking(5n)))
    alice.sent++
    wantBroken(bob, from(alice, second), 'a commitment to another key, two requests')
  }
  {
    const { alice, bob } = pair()
    beginRekey(alice)
    for (const d of take(alice)) hear(bob, d)
    wantBroken(bob, forged(alice, {}, bob.next?.key), 'a key before its commitment')
  }
  {
    const { alice, bob } = pair()
    const old = alice.key?.key.slice()
    beginRekey(alice)
    exchange(alice, bob)
    expect([alice.exchanges, bob.exchanges, alice.old, bob.old]).toEqual([1, 1, undefined, undefined])
    expect(() => receive(bob, forged(alice, {}, old), 0, undefined, start, [])).toThrow(Forged)
  }
})

test('who makes two people agree on one key between them is found out by the pictures', async () => {
  const { pictureNow } = await import('./picture')
  const one = pair()
  const two = pair()
  const [alice, m1, m2, bob] = [one.alice, one.bob, two.alice, two.bob]
  const actionIn = (to: State, data: Uint8Array): TypeDecryptedMessageAction => {
    const layer = decode(open(to.key?.key ?? new Uint8Array(), sideOf(!to.creator), data)) as DecryptedMessageLayer
    return (layer.message as DecryptedMessageService).action
  }
  const pass = (through: State, from: State, take1: State, to: State): void => {
    const data = take(from)[0] ?? new Uint8Array()
    hear(to, forged(take1, { message: service(actionIn(through, data)) }))
    take1.sent++
  }
  beginRekey(alice)
  pass(m1, alice, m2, bob)
  pass(m2, bob, m1, alice)
  pass(m1, alice, m2, bob)
  expect(alice.key?.key).toEqual(bob.key?.key) // the attack itself works
  expect(await pictureNow(alice)).not.toEqual(await pictureNow(bob))
})
