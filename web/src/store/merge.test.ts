import { expect, test } from 'vitest'
import type { Message } from '../model/message'
import { mergeMessages } from './merge'

const m = (id: number, text = ''): Message => ({ id, from: 1, date: 0, chat: 1, out: false, sending: 'sent', text, entities: [] })

test('sorted by id, and the later word counts', () => {
  expect(mergeMessages([m(1), m(3, 'old')], [m(2), m(3, 'new')]).map((x) => `${x.id}${x.text}`)).toEqual(['1', '2', '3new'])
})

test('nothing to add leaves the list as it is', () => {
  const list = [m(1)]
  expect(mergeMessages(list, [])).toBe(list)
})
