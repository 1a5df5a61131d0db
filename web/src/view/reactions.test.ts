import { expect, test } from 'vitest'
import type { GroupFull } from '../model/group'
import { allowedIn, bare, drawn, quick } from './reactions'

test('which reactions a group allows', () => {
  const all = ['👍', '❤', '🔥']
  expect(allowedIn(undefined, all)).toEqual(all)
  expect(allowedIn({ reactions: 'all' } as unknown as GroupFull, all)).toEqual(all)
  expect(allowedIn({ reactions: ['🔥', '❤'] } as unknown as GroupFull, all)).toEqual(['❤', '🔥'])
  expect(allowedIn({ reactions: [] as string[] } as unknown as GroupFull, all)).toEqual([])
})

test('those used lately come first, once', () => {
  expect(quick(['👍', '❤', '🔥', '😁'], ['🔥', '🎉'], 3)).toEqual(['🔥', '👍', '❤'])
})

test('an emoji is drawn as a picture and compared without that', () => {
  expect(drawn('❤')).toBe('❤\uFE0F')
  expect(drawn('❤\uFE0F')).toBe('❤\uFE0F')
  expect(bare(drawn('❤\u200D🔥'))).toBe('❤\u200D🔥')
})
