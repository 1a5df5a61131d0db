import { expect, test } from 'vitest'
import type { Text } from '../model/text'
import { parseMarks } from './markdown'

const show = ({ text, entities }: Text): string =>
  `${text} ${entities.map((e) => `${e.kind}:${text.slice(e.offset, e.offset + e.length)}${e.language ? `(${e.language})` : ''}`).sort().join(' ')}`.trim()

test.each([
  ['nothing here', 'nothing here'],
  ['**bold** and __it__', 'bold and it bold:bold italic:it'],
  ['a ~~b~~ ||c|| `d`', 'a b c d code:d spoiler:c strike:b'],
  ['2 ** 3 ** 4', '2 ** 3 ** 4'],
  ['snake__case', 'snake__case'],
  ['`**not bold**`', '**not bold** code:**not bold**'],
  ['**b __i__**', 'b i bold:b i italic:i'],
  ['```go\nx := 1\n``` after', 'x := 1 after pre:x := 1(go)'],
  ['****', '****'],
])('%s', (typed, want) => {
  const all = parseMarks({ text: typed, entities: [] })
  expect(show(all)).toBe(want)
})

test('looks that a text has move with it', () => {
  const { text, entities } = parseMarks({ text: '**a** b', entities: [{ kind: 'italic', offset: 6, length: 1 }] })
  expect(entities.map((e) => [e.kind, text.slice(e.offset, e.offset + e.length)])).toEqual([['italic', 'b'], ['bold', 'a']])
})
