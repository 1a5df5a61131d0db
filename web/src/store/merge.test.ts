import { expect, test } from 'vitest'
import type { Message } from '../model/message'
import { mergeMessages, withOwn } from './merge'

const m = (id: number, text = ''): Message => ({ id, from: 1, date: 0, chat: 1, out: false, sending: 'sent', text, entities: [] })

test('sorted by id, and the later word counts', () => {
  expect(mergeMessages([m(1), m(3, 'old')], [m(2), m(3, 'new')]).map((x) => `${x.id}${x.text}`)).toEqual(['1', '2', '3new'])
})

test('nothing to add leaves the list as it is', () => {
  const list = [m(1)]
  expect(mergeMessages(list, [])).toBe(list)
})

test('what is told to everybody does not say which is ours', () => {
  const before = { named: true, counts: [{ emoji: '👍', count: 1, own: true }] }
  const now = { named: true, shared: true, counts: [{ emoji: '👍', count: 2, own: false }, { emoji: '🔥', count: 1, own: false }] }
  expect(withOwn(now, before)?.counts).toEqual([{ emoji: '👍', count: 2, own: true }, { emoji: '🔥', count: 1, own: false }])
  expect(withOwn({ ...now, shared: false }, before)?.counts[0]?.own).toBe(false)
  expect(withOwn(undefined, before)).toBeUndefined()
})
