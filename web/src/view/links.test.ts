import { expect, test } from 'vitest'
import { linkIn, safeUrl } from './links'

test.each([
  ['https://example.org/a?b#c', 'https://example.org/a?b#c'],
  ['example.org', 'https://example.org/'],
  ['example.org:8080/x', 'https://example.org:8080/x'],
  ['mailto:a@example.org', 'mailto:a@example.org'],
  ['tel:+123', 'tel:+123'],
  ['javascript:alert(1)', undefined],
  [' JaVaScRiPt:alert(1)', undefined],
  ['java\nscript:alert(1)', undefined],
  ['data:text/html,<script>1</script>', undefined],
  ['vbscript:x', undefined],
  ['file:///etc/passwd', undefined],
  ['blob:https://example.org/x', undefined],
])('%s', (url, want) => {
  expect(safeUrl(url)).toBe(want)
})

test.each([
  ['/', '#name=alice_a', { name: 'alice_a' }],
  ['/', '#chat=5&name=alice', { name: 'alice' }],
  ['/alice/42', '', { name: 'alice', message: 42 }],
  ['/c/42/7', '', undefined],
  ['/', '', undefined],
  ['/', '#name=al', undefined],
  ['/', '#name=%3Cscript%3E', undefined],
  ['/42/42', '', undefined],
])('the link %s%s', (pathname, hash, want) => {
  expect(linkIn({ pathname, hash })).toEqual(want)
})
