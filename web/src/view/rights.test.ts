import { expect, test } from 'vitest'
import type { Channel, Group } from '../model/peer'
import { may, mayAll, writable } from './rights'

const place = { name: 'x', members: 3, left: false, forbidden: false, creator: false, defaults: [], noForwards: false } as const
const group: Group = { kind: 'group', id: -5, over: false, ...place }
const channel: Channel = {
  kind: 'channel', id: -1e12 - 5, broadcast: false, bans: [], bannedUntil: 0, slow: false, signatures: false, joinRequest: false, joinToSend: false,
  linked: false, forum: false, ...place,
}

test('who may write', () => {
  expect(writable(undefined).kind).toBe('yes')
  expect(writable(group).kind).toBe('yes')
  expect(writable({ ...group, left: true }).kind).toBe('left')
  expect(writable({ ...group, left: true, forbidden: true }).kind).toBe('removed')
  expect(writable({ ...group, over: true, became: -7 })).toEqual({ kind: 'became', group: -7 })
  expect(writable({ ...group, defaults: ['sendPlain'] }).kind).toBe('adminsOnly')
  expect(writable({ ...group, defaults: ['sendPlain'], creator: true }).kind).toBe('yes')
  expect(writable({ ...channel, bans: ['sendMessages'], bannedUntil: 9 })).toEqual({ kind: 'banned', until: 9 })
  expect(writable({ ...channel, left: true, joinRequest: true })).toEqual({ kind: 'join', ask: true })
  expect(writable({ ...channel, closed: 'spam', left: true })).toEqual({ kind: 'closed', reason: 'spam' })
  expect(writable({ ...channel, broadcast: true }).kind).toBe('reader')
  expect(writable({ ...channel, broadcast: true, rights: ['postMessages'] }).kind).toBe('yes')
  expect(writable({ ...channel, left: true, linked: true }, true).kind).toBe('yes')
  expect(writable({ ...channel, left: true, linked: true, joinToSend: true }, true).kind).toBe('join')
})

test('what members may unless it is forbidden', () => {
  expect(mayAll(channel, 'pinMessages')).toBe(true)
  expect(mayAll({ ...channel, defaults: ['pinMessages'] }, 'pinMessages')).toBe(false)
  expect(mayAll({ ...channel, defaults: ['pinMessages'], rights: ['pinMessages'] }, 'pinMessages')).toBe(true)
  expect(mayAll({ ...channel, broadcast: true }, 'pinMessages')).toBe(false)
  expect(may({ ...channel, rights: ['banUsers'] }, 'banUsers')).toBe(true)
  expect(may({ ...channel, rights: ['banUsers'], left: true }, 'banUsers')).toBe(false)
})
