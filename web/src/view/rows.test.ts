import { expect, test } from 'vitest'
import type { Message } from '../model/message'
import { makeRows } from './rows'

const at = (iso: string): number => new Date(iso).getTime() / 1000

const message = (id: number, from: number, date: number): Message =>
  ({ id, from, date, chat: 1, out: false, sending: 'sent', text: `${id}`, entities: [] })

test('messages of one sender join, unless time, a day or the unread line parts them', () => {
  const noon = at('2026-03-01T12:00:00')
  const rows = makeRows([message(1, 7, noon), message(2, 7, noon + 60), message(3, 8, noon + 61), message(4, 8, noon + 700)], 0)
  expect(rows.map((r) => (r.kind === 'message' ? `${r.message.id}${r.first ? ' first' : ''}${r.last ? ' last' : ''}` : r.kind))).toEqual([
    'day', '1 first', '2 last', '3 first last', '4 first last',
  ])
})

test('the unread line stands above the first unread message, a day above its first', () => {
  const rows = makeRows([message(1, 7, at('2026-03-01T23:59:00')), message(2, 7, at('2026-03-02T00:01:00'))], 2)
  expect(rows.map((r) => r.kind)).toEqual(['day', 'message', 'day', 'unread', 'message'])
})

test('rows that did not change keep their identity', () => {
  const noon = at('2026-03-01T12:00:00')
  const all = [message(1, 7, noon), message(2, 8, noon)]
  const before = makeRows(all, 0)
  const after = makeRows([...all, message(3, 9, noon)], 0, before)
  expect(after.slice(0, 3)).toEqual(before)
  before.forEach((row, i) => expect(after[i]).toBe(row))
})

test('an album is one row, with the words that stand under it', () => {
  const noon = at('2026-03-01T12:00:00')
  const pictures = [2, 3, 4].map((id) => ({ ...message(id, 7, noon), text: id === 3 ? 'words' : '', album: 'a', media: { kind: 'photo', width: 1, height: 1, sizes: [] } as const }))
  const rows = makeRows([message(1, 7, noon), ...pictures, message(5, 7, noon)], 0)
  expect(rows.map((r) => (r.kind === 'message' ? `${r.message.id}:${r.album?.length ?? 0}` : r.kind))).toEqual(['day', '1:0', '3:3', '5:0'])
})

test('what we say as a channel does not join what the channel itself said', () => {
  const of = (id: number, out: boolean) => ({ id, chat: -7, from: -9, out, date: 100, sending: 'sent' as const, text: 'x', entities: [] })
  expect(makeRows([of(1, false), of(2, true)], 0, []).filter((r) => r.kind === 'message').map((r) => r.kind === 'message' && r.first)).toEqual([true, true])
})
