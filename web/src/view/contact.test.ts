import { expect, test } from 'vitest'
import { joinAbout, namesIn, splitAbout, usernameIn } from './contact'

test.each([
  ['', '', ''],
  ['News', 'News', ''],
  ['News\n@anna_b', 'News', 'anna_b'],
  ['News\n\n @anna_b \n', 'News', 'anna_b'],
  ['@anna_b', '', 'anna_b'],
  ['Ask @anna_b', 'Ask @anna_b', ''],
  ['@anna_b\nNews', '@anna_b\nNews', ''],
  ['One\nTwo\n@anna_b', 'One\nTwo', 'anna_b'],
  ['News\n@an', 'News\n@an', ''],
])('%j', (about, text, contact) => {
  expect(splitAbout(about)).toEqual({ text, contact })
})

test('what is put together comes apart again', () => {
  for (const text of ['', 'News', 'One\nTwo', '@other_name said so']) {
    for (const contact of ['', 'anna_b']) expect(splitAbout(joinAbout({ text, contact }))).toEqual({ text, contact })
  }
})

test.each([
  ['', []],
  ['by @anna_b, and @bert_c.', ['bert_c', 'anna_b']],
  ['mail anna@example.org', []],
  ['@anna_b @anna_b', ['anna_b']],
  ['@an @@anna_b @ännab', []],
])('names in %j', (about, want) => {
  expect(namesIn(about)).toEqual(want)
})

test.each([['@anna_b', 'anna_b'], [' anna_b ', 'anna_b'], ['https://chat.example.org/anna_b', 'anna_b']])('typed as %j', (typed, want) => {
  expect(usernameIn(typed)).toBe(want)
})
