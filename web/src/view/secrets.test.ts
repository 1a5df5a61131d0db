import { expect, test } from 'vitest'
import type { Chat } from '../model/chat'
import type { SecretChat, SecretMessage } from '../model/secret'
import { countdown, together, withSecrets } from './secrets'

const chat = (id: number, date: number, pinned = 0): Chat =>
  ({ id, pinned, last: { date } }) as unknown as Chat
const secret = (id: number, date: number): SecretChat => ({ id, date }) as SecretChat

test('secret chats stand between the others by time, behind what is pinned', () => {
  expect(withSecrets([chat(1, 5, 1), chat(2, 30), chat(3, 10)], [secret(7, 20), secret(8, 40), secret(9, 1)])).toEqual(
    [1, 'secret 8', 2, 'secret 7', 3, 'secret 9'],
  )
  expect(withSecrets([], [secret(7, 20)])).toEqual(['secret 7'])
})

test('a clock that counts down', () => {
  expect([5000, 4001, 61_000, 3_723_000, -5].map(countdown)).toEqual(['0:05', '0:05', '1:01', '1:02:03', '0:00'])
})

test('pictures of one album stand together, and nothing else does', () => {
  const m = (id: number, album?: string, kind: 'photo' | 'file' = 'photo', out = false): SecretMessage =>
    ({ id, album, out, media: { kind } }) as unknown as SecretMessage
  const rows = together([m(1), m(2, 'a'), m(3, 'a'), m(4, 'b'), m(5, 'b', 'photo', true), m(6, 'c', 'file'), m(7, 'c', 'file'), m(8), m(9)])
  expect(rows.map((r) => r.map((o) => o.id))).toEqual([[1], [2, 3], [4], [5], [6], [7], [8], [9]])
})
