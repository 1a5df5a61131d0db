import { expect, test } from 'vitest'
import { withResults } from './poll'

test('what everybody is told of a poll leaves what we chose', () => {
  const before = {
    kind: 'poll', id: '1', question: { text: '?', entities: [] }, voters: 1, closed: false, open: true, multiple: false, quiz: false, own: false,
    answers: [{ text: 'a', entities: [], option: 'A', chosen: true, votes: 1 }, { text: 'b', entities: [], option: 'B' }],
  } as const
  const after = withResults(before, { voters: 2, partial: true, answers: [{ option: 'A', votes: 1 }, { option: 'B', votes: 1 }] }, before)
  expect(after.answers.map((a) => [a.votes, a.chosen === true])).toEqual([[1, true], [1, false]])
  expect(after.voters).toBe(2)
})
