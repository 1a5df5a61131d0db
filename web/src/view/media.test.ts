import { expect, test } from 'vitest'
import { layAlbum } from './album'
import { bars, clock, ending, pick, sortOf, standing } from './media'
import { shares } from './poll'

test('an album fills its frame without a gap, whatever it holds', () => {
  for (let n = 1; n <= 10; n++) {
    for (const shape of [0.3, 0.75, 1, 1.5, 4]) {
      const { tiles } = layAlbum(Array.from({ length: n }, (_, i) => shape * (1 + (i % 3) / 4)))
      expect(tiles).toHaveLength(n)
      const area = tiles.reduce((sum, t) => sum + t.width * t.height, 0)
      expect(area).toBeCloseTo(100 * 100, 3)
    }
  }
})

test('shares of a poll add up to a hundred', () => {
  expect(shares([1, 1, 1])).toEqual([34, 33, 33])
  expect(shares([0, 0])).toEqual([0, 0])
  for (const votes of [[1, 2, 3, 4], [7, 7, 7], [999, 1]]) expect(shares(votes).reduce((a, b) => a + b)).toBe(100)
})

test('sizes, times and names', () => {
  const sizes = [90, 320, 800].map((n) => ({ type: `${n}`, width: n, height: n / 2, bytes: n }))
  expect(pick(sizes, 300)?.width).toBe(320)
  expect(pick(sizes, 5000)?.width).toBe(800)
  expect(clock(65)).toBe('1:05')
  expect(clock(3723)).toBe('1:02:03')
  expect(ending('a.tar.gz')).toBe('GZ')
  expect(sortOf({ name: 'x.pdf', mime: 'application/pdf' })).toBe('text')
  const wide = standing({ width: 4000, height: 500 })
  expect(wide.width).toBeLessThanOrEqual(420)
  expect(bars([1, 9, 3], 40)).toHaveLength(40)
  expect(bars([], 40)).toHaveLength(40)
})
