import { expect, test } from 'vitest'
import type { Entity } from '../model/text'
import { hideSpoilers, segments, type Segment } from './segments'

const flat = (all: readonly Segment[]): string =>
  all.map((s) => (typeof s === 'string' ? s : `<${s.entity.kind}>${flat(s.inside)}</>`)).join('')

const e = (kind: Entity['kind'], offset: number, length: number): Entity => ({ kind, offset, length })

test.each([
  ['none', 'hello', [], 'hello'],
  ['one', 'hello world', [e('bold', 6, 5)], 'hello <bold>world</>'],
  ['nested', 'abcdef', [e('italic', 2, 2), e('bold', 0, 6)], '<bold>ab<italic>cd</>ef</>'],
  ['crossing', 'abcdef', [e('bold', 0, 4), e('italic', 2, 4)], '<bold>ab<italic>cd</></><italic>ef</>'],
  ['past the end', 'abc', [e('bold', 1, 99)], 'a<bold>bc</>'],
  ['outside', 'abc', [e('bold', 5, 1), e('bold', -1, 2), e('bold', 1, 0)], 'abc'],
])('%s', (_, text, entities, want) => {
  expect(flat(segments({ text, entities }))).toBe(want)
})

test('spoilers are dots where a text is one line', () => {
  expect(hideSpoilers({ text: 'he dies', entities: [e('spoiler', 3, 4)] })).toBe('he ····')
})
