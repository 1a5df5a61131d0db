import { expect, test } from 'vitest'
import { stepsTo } from './plot'

test('steps are round, few, and reach the greatest number', () => {
  expect(stepsTo(1)).toEqual([0, 1])
  expect(stepsTo(3)).toEqual([0, 1, 2, 3])
  expect(stepsTo(10)).toEqual([0, 5, 10])
  expect(stepsTo(1234)).toEqual([0, 500, 1000, 1500])
  for (let n = 1; n < 200_000; n = Math.ceil(n * 1.3)) {
    const s = stepsTo(n)
    expect(s.length).toBeLessThanOrEqual(5)
    expect(s.at(-1)).toBeGreaterThanOrEqual(n)
  }
})
