import { expect, test, vi } from 'vitest'
import { boundPicture } from './picture'
import { asked, exchange, group, hear, pair, start, take } from './testing'
import { accept, discard, update } from './phase'
import { beginRekey } from './rekey'
import { perform, randomId, send } from './send'
import type { Happening, State } from './state'
import { nextTick, tick } from './timers'
import type { DecryptedMessage } from './tl_gen'

// Arithmetic with 2048 bits takes its time where other things run beside it.
vi.setConfig({ testTimeout: 120_000 })

const say = (s: State, message: string, more: Partial<DecryptedMessage> = {}): bigint => {
  const m = { _: 'decryptedMessage', randomId: randomId(), ttl: 0, message, ...more } as const
  send(s, m, undefined, start)
  return m.randomId
}

const texts = (all: readonly Happening[]): string[] => all.flatMap((h) => (h.kind === 'received' ? [h.message.message] : []))

test('a chat is established, both see one picture and speak the newest layer', () => {
  const { alice, bob } = pair()
  expect(alice.phase).toBe('ready')
  expect(bob.phase).toBe('ready')
  expect(alice.first).toEqual(bob.first)
  expect([alice.hisLayer, bob.hisLayer]).toEqual([144, 144])
  expect(alice.secret).toBeUndefined()
  expect(alice.outbox.length + bob.outbox.length).toBeLessThanOrEqual(2)
})

test('what overtakes the news that the chat is established is not lost', () => {
  const { alice, bob, said } = asked()
  const gA = alice.open
  const { open, fingerprint } = accept(bob, group(), start)
  update(bob, said({ kind: 'ready', open: gA, fingerprint }), start, [])
  say(bob, 'early')
  for (const d of [...take(bob), new Uint8Array(40)]) expect(hear(alice, d)).toEqual([])
  const out: Happening[] = []
  update(alice, said({ kind: 'ready', open, fingerprint }), start, out)
  expect(texts(out)).toEqual(['early'])
})

test('order is kept, repeats are dropped, gaps are held', () => {
  const { alice, bob } = pair()
  for (let i = 0; i < 5; i++) say(alice, String(i))
  const p = take(alice)
  const got = [1, 1, 4, 0, 0, 3, 2, 4, 2].flatMap((i) => texts(hear(bob, p[i] ?? new Uint8Array())))
  expect(got).toEqual(['0', '1', '2', '3', '4'])
})

test('what is lost is asked for and comes as the bytes that it was', () => {
  const { alice, bob } = pair()
  const sent = [0, 1, 2, 3].map((i) => {
    say(alice, String(i))
    return take(alice)[0] ?? new Uint8Array()
  })
  expect(hear(bob, sent[3] ?? new Uint8Array())).toEqual([])
  take(bob) // the request is lost
  const later = start + 30_000
  tick(bob, start + 1000, [])
  expect(take(bob)).toEqual([])
  expect(nextTick(bob)).toBeLessThanOrEqual(later)
  tick(bob, later, [])
  for (const d of take(bob)) hear(alice, d, later)
  const again = alice.outbox.filter((o) => !o.sent).map((o) => o.data)
  expect(again.length).toBe(4) // three messages, and a request of hers for what she lacks
  expect(again.slice(0, 3)).toEqual(sent.slice(0, 3))
  expect(texts(exchange(alice, bob, later).toBob)).toEqual(['0', '1', '2', '3'])
})

test('timers count from reading, by whoever received', () => {
  const { alice, bob } = pair()
  perform(alice, { _: 'decryptedMessageActionSetMessageTTL', ttlSeconds: 5 }, start)
  const id = say(alice, 'burn')
  const { toBob } = exchange(alice, bob)
  expect(toBob[0]).toMatchObject({ kind: 'ttl', seconds: 5 })
  expect(toBob[1]).toMatchObject({ kind: 'received', message: { ttl: 5 } })
  const gone = (s: State, at: number): number => {
    const out: Happening[] = []
    tick(s, start + at, out)
    return out.filter((h) => h.kind === 'expired' && h.ids.includes(id)).length
  }
  const hour = 3_600_000
  expect(gone(alice, hour) + gone(bob, hour)).toBe(0)
  perform(alice, { _: 'decryptedMessageActionReadMessages', randomIds: [id] }, start + hour) // her own look does not count
  exchange(alice, bob, start + hour)
  expect(gone(alice, 2 * hour) + gone(bob, 2 * hour)).toBe(0)
  perform(bob, { _: 'decryptedMessageActionReadMessages', randomIds: [id] }, start + 3 * hour)
  expect(nextTick(bob)).toBe(start + 3 * hour + 5000)
  exchange(alice, bob, start + 3 * hour + 1000)
  expect([gone(bob, 3 * hour + 4999), gone(alice, 3 * hour + 5999)]).toEqual([0, 0])
  expect([gone(bob, 3 * hour + 5000), gone(alice, 3 * hour + 6000)]).toEqual([1, 1])
  expect(gone(bob, 3 * hour + 9000)).toBe(0)
})

test('what people do is told to the other side', () => {
  const { alice, bob } = pair()
  const ids = [1n, 2n]
  for (const [action, want] of [
    [{ _: 'decryptedMessageActionReadMessages', randomIds: ids }, { kind: 'seen', ids }],
    [{ _: 'decryptedMessageActionDeleteMessages', randomIds: ids }, { kind: 'deleted', ids }],
    [{ _: 'decryptedMessageActionScreenshotMessages', randomIds: ids }, { kind: 'screenshot' }],
    [{ _: 'decryptedMessageActionFlushHistory' }, { kind: 'flushed' }],
    [{ _: 'decryptedMessageActionTyping', action: { _: 'sendMessageTypingAction' } }, { kind: 'typing' }],
  ] as const) {
    perform(alice, action as Parameters<typeof perform>[1], start)
    expect(exchange(alice, bob).toBob).toMatchObject([want])
  }
  const out: Happening[] = []
  discard(alice, out)
  discard(alice, out)
  expect(out).toMatchObject([{ kind: 'ended', by: 'us' }])
  expect(alice.key).toBeUndefined()
  expect(alice.discard).toBe(true)
  expect(() => say(alice, 'too late')).toThrow()
})

test('messages carry replies, looks and media, also to who speaks an old layer', () => {
  const { alice, bob } = pair()
  const media = {
    _: 'decryptedMessageMediaDocument', thumb: new Uint8Array(), thumbW: 0, thumbH: 0, mimeType: 'a/b', size: 5n, key: new Uint8Array(32),
    iv: new Uint8Array(32), attributes: [{ _: 'documentAttributeFilename', fileName: 'x' }], caption: 'c',
  } as const
  const more = {
    media: { ...media, attributes: [...media.attributes] }, replyToRandomId: 5n, groupedId: 6n,
    entities: [{ _: 'messageEntityBold' as const, offset: 0, length: 1 }, { _: 'messageEntitySpoiler' as const, offset: 1, length: 1 }],
  }
  say(alice, 'ab', more)
  expect(exchange(alice, bob).toBob).toMatchObject([{ message: { message: 'ab', ...more } }])
  bob.hisLayer = 73
  alice.hisLayer = 73
  bob.lastLayer = 73
  say(alice, 'old', more)
  const [h] = exchange(alice, bob).toBob
  expect(h).toMatchObject({ message: { media, replyToRandomId: 5n, entities: [{ _: 'messageEntityBold' }] } })
})

test('keys are exchanged anew after a hundred messages, old ones go, and the picture is another one', async () => {
  const { alice, bob } = pair()
  const first = alice.key?.key.slice()
  const got: string[] = []
  for (let i = 0; i < 260; i++) {
    say(i % 2 ? alice : bob, String(i))
    const r = exchange(alice, bob)
    got.push(...texts(r.toAlice), ...texts(r.toBob))
  }
  expect(got.length).toBe(260)
  expect(alice.exchanges).toBeGreaterThan(1)
  expect(alice.exchanges).toBe(bob.exchanges)
  expect(alice.key?.key).toEqual(bob.key?.key)
  expect(alice.key?.key).not.toEqual(first)
  expect([alice.old, bob.old, alice.next, bob.next, alice.exchange, bob.exchange].filter((x) => x !== undefined)).toEqual([])
  const key = alice.key?.key ?? new Uint8Array()
  expect(await boundPicture(key, 1, 10, 20)).not.toEqual(await boundPicture(key, 1, 10, 21))
})

test('both may ask for a new key at once', () => {
  const { alice, bob } = pair()
  beginRekey(alice)
  beginRekey(bob)
  exchange(alice, bob)
  expect([alice.exchanges, bob.exchanges]).toEqual([1, 1])
  expect(alice.key?.key).toEqual(bob.key?.key)
})

test('a week is the most that a key serves', () => {
  const { alice, bob } = pair()
  const later = start + 7 * 24 * 3_600_000
  tick(alice, later - 1000, [])
  expect(take(alice)).toEqual([])
  tick(alice, later, [])
  exchange(alice, bob, later)
  expect(bob.exchanges).toBe(1)
})
