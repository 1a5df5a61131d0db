import { expect, test } from 'vitest'
import type { Chat } from '../model/chat'
import type { Folder } from '../model/folder'
import type { Message } from '../model/message'
import { inFolder } from './folders'
import { orderChats } from './order'
import { stateOf } from './state'
import { totalUnread } from './unread'

const message = (id: number, date: number): Message =>
  ({ id, date, chat: 1, from: 1, out: true, sending: 'sent', text: '', entities: [] })

const chat = (id: number, more: Partial<Chat> = {}): Chat =>
  ({ id, unread: 0, mentions: 0, readIn: 0, readOut: 0, markedUnread: false, pinned: 0, archived: false, muteUntil: 0, ...more })

test('pinned chats come first in their order, then the latest; a draft counts as something that happened', () => {
  const all = [
    chat(1, { last: message(1, 100) }), chat(2, { pinned: 2 }), chat(3, { last: message(1, 200) }), chat(4, { pinned: 1 }),
    chat(5, { draft: { text: 'x', entities: [], date: 150 } }),
  ]
  expect(orderChats(all).map((c) => c.id)).toEqual([4, 2, 3, 5, 1])
})

test('within a second the later message comes first', () => {
  const all = [chat(1, { last: message(7, 100) }), chat(2, { last: message(6, 100) }), chat(3, { last: message(8, 100) })]
  expect(orderChats(all).map((c) => c.id)).toEqual([3, 1, 2])
})

test('what is muted or archived is not in the count of unread messages', () => {
  const all = [
    chat(1, { unread: 3 }), chat(2, { unread: 5, muteUntil: 2000 }), chat(3, { unread: 7, archived: true }), chat(4, { markedUnread: true }),
    chat(5, { unread: 1, muteUntil: 500 }),
  ]
  expect(totalUnread(all, 1000)).toBe(5)
})

test('what became of a message', () => {
  const c = chat(1, { readOut: 5 })
  expect(stateOf(message(5, 0), c, 9)).toBe('read')
  expect(stateOf(message(6, 0), c, 9)).toBe('sent')
  expect(stateOf({ ...message(-1, 0), sending: 'failed' }, c, 9)).toBe('failed')
  expect(stateOf(message(6, 0), undefined, 1)).toBe('read')
})

test('a folder holds what it names and the kinds that it names, but not what it leaves out', () => {
  const f: Folder = {
    id: 2, title: 'Work', pinned: [], include: [1], exclude: [2], contacts: true, nonContacts: false, groups: false, channels: false,
    bots: false, withoutMuted: true, withoutRead: false, withoutArchived: false,
  }
  const contact = { kind: 'user', id: 3, name: 'C', firstName: 'C', lastName: '', self: false, contact: true, deleted: false, bot: false, presence: { kind: 'unknown' } } as const
  expect(inFolder(f, chat(1), undefined, 0)).toBe(true)
  expect(inFolder(f, chat(2), { ...contact, id: 2 }, 0)).toBe(false)
  expect(inFolder(f, chat(3), contact, 0)).toBe(true)
  expect(inFolder(f, chat(3, { muteUntil: 10 }), contact, 5)).toBe(false)
  expect(inFolder(f, chat(4), { ...contact, contact: false }, 0)).toBe(false)
})
