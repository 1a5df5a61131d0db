import { expect, test } from 'vitest'
import { safeUrl } from './links'

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
