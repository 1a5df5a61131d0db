import { expect, test } from 'vitest'
import type { User } from '../model/peer'
import { matches } from './find'
import { initials } from './name'

const zoe: User = {
  kind: 'user', id: 1, firstName: 'Zoé', lastName: 'Martin-Dupont', name: 'Zoé Martin-Dupont', username: 'zoezoe', phone: '33612345678',
  self: false, contact: true, deleted: false, bot: false, presence: { kind: 'unknown' },
}

test.each([
  ['', true], ['zoe', true], ['dup zo', true], ['ZOÉ', true], ['@zoez', true], ['+33 6 12', true], ['oe', false], ['33', false], ['martin x', false],
])('%s', (query, want) => {
  expect(matches(zoe, query)).toBe(want)
})

test.each([['Zoé Martin', 'ZM'], ['سلمى علي', 'سع'], ['👩‍👩‍👧 x', '👩‍👩‍👧X'], ['  ', ''], ['«élan»', 'É']])('initials of %s', (name, want) => {
  expect(initials(name)).toBe(want)
})
