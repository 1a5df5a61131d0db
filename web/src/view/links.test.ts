import { expect, test } from 'vitest'
import { linkIn, ownLink, safeUrl } from './links'

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
  ['/', '#join=AbC_d-9', { join: 'AbC_d-9' }],
  ['/+AbC_d-9', '', { join: 'AbC_d-9' }],
  ['/joinchat/AbC', '', { join: 'AbC' }],
  ['/', '#join=%3Cb%3E', undefined],
  ['/alice/42', '', { name: 'alice', message: 42 }],
  ['/c/42/7', '', undefined],
  ['/', '', undefined],
  ['/', '#name=al', undefined],
  ['/', '#name=%3Cscript%3E', undefined],
  ['/42/42', '', undefined],
])('the link %s%s', (pathname, hash, want) => {
  expect(linkIn({ pathname, hash })).toEqual(want)
})

test.each([
  ['https://chat.example.org/alice', { name: 'alice' }],
  ['https://chat.example.org/alice/7', { name: 'alice', message: 7 }],
  ['https://chat.example.org/+abc', { join: 'abc' }],
  ['http://localhost:8080/+abc', { join: 'abc' }],
  ['https://elsewhere.example.org/+abc', undefined],
  ['https://chat.example.org/a/b/c', undefined],
  ['no address', undefined],
])('where %s leads', (url, want) => {
  expect(ownLink(url, ['', 'https://chat.example.org', 'http://localhost:8080'])).toEqual(want)
})
