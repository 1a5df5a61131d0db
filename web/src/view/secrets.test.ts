import { expect, test } from 'vitest'
import type { Chat } from '../model/chat'
import type { SecretChat } from '../model/secret'
import { countdown, withSecrets } from './secrets'

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
