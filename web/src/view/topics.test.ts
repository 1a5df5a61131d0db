import { expect, test } from 'vitest'
import type { Channel } from '../model/peer'
import type { Topic } from '../model/topic'
import { mayChange, mayMakeTopics, moved, orderTopics, topicMuted, writableIn } from './topics'

const place: Channel = {
  kind: 'channel', id: -1e12 - 5, name: 'x', broadcast: false, members: 3, left: false, forbidden: false, creator: false, defaults: [], noForwards: false, bans: [],
  bannedUntil: 0, slow: false, signatures: false, joinRequest: false, joinToSend: false, linked: false, forum: true,
}
const topic = (id: number, more: Partial<Topic> = {}): Topic => ({
  id, chat: place.id, title: `t${id}`, colour: 0x6fb9f0, by: 7, mine: false, date: id, closed: false, hidden: false, pinned: 0, unread: 0, mentions: 0, readIn: 0, readOut: 0, ...more,
})

test('pinned topics come first in their order, then the latest; the hidden one is shown last, to those who manage topics', () => {
  const all = [topic(1, { hidden: true, date: 99 }), topic(2), topic(3), topic(4, { pinned: 2 }), topic(5, { pinned: 1 }), topic(6, { draft: { text: 'x', entities: [], date: 50 } })]
  expect(orderTopics(all, true).map((t) => t.id)).toEqual([5, 4, 6, 3, 2, 1])
  expect(orderTopics(all, false).map((t) => t.id)).toEqual([5, 4, 6, 3, 2])
})

test('a pinned topic moves within the pinned ones only', () => {
  const all = [topic(2), topic(3, { pinned: 1 }), topic(4, { pinned: 2 }), topic(5, { pinned: 3 })]
  expect(moved(all, 4, -1)).toEqual([4, 3, 5])
  expect(moved(all, 4, 1)).toEqual([3, 5, 4])
  expect(moved(all, 3, -1)).toBeUndefined()
  expect(moved(all, 2, -1)).toBeUndefined()
})

test('in a closed topic its maker and those who manage topics write', () => {
  const closed = topic(9, { closed: true })
  expect(writableIn(place, closed).kind).toBe('topicClosed')
  expect(writableIn(place, { ...closed, mine: true }).kind).toBe('yes')
  expect(writableIn({ ...place, rights: ['manageTopics'] }, closed).kind).toBe('yes')
  expect(writableIn({ ...place, rights: ['banUsers'] }, closed).kind).toBe('topicClosed')
  expect(writableIn({ ...place, left: true }, closed).kind).toBe('join')
})

test('who makes and changes topics', () => {
  expect(mayMakeTopics(place)).toBe(true)
  expect(mayMakeTopics({ ...place, defaults: ['manageTopics'] })).toBe(false)
  expect(mayMakeTopics({ ...place, defaults: ['manageTopics'], creator: true })).toBe(true)
  expect(mayMakeTopics({ ...place, left: true })).toBe(false)
  expect(mayChange(place, topic(3))).toBe(false)
  expect(mayChange(place, topic(3, { mine: true }))).toBe(true)
})

test('a topic is as loud as its chat unless it was chosen otherwise', () => {
  const chat = { id: 1, unread: 0, mentions: 0, readIn: 0, readOut: 0, markedUnread: false, pinned: 0, archived: false, muteUntil: 100 }
  expect(topicMuted(topic(3), chat, 50)).toBe(true)
  expect(topicMuted(topic(3, { muteUntil: 0 }), chat, 50)).toBe(false)
  expect(topicMuted(topic(3, { muteUntil: 100 }), { ...chat, muteUntil: 0 }, 50)).toBe(true)
})
