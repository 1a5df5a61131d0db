import { expect, test } from 'vitest'

/** What stands below what. A file imports from its own floor and from those before it; types of proto/api may go anywhere above. */
const floors = ['model', 'base', 'lang', 'style', 'proto', 'store', 'view', 'ui']

const sources = import.meta.glob('./*/**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true }) as Record<string, string>

test('imports go down', () => {
  const wrong: string[] = []
  for (const [path, text] of Object.entries(sources)) {
    const own = path.split('/')[1] ?? ''
    for (const [, from = ''] of text.matchAll(/from '(\.[^']*)'/g)) {
      const parts = new URL(from, `file:///${path.slice(2)}`).pathname.split('/')
      const floor = parts[1] ?? ''
      if (floors.indexOf(floor) > floors.indexOf(own)) wrong.push(`${path} imports ${from}`)
      if (own === 'view' && floor === 'store') wrong.push(`${path} imports ${from}: view derives from what it is given`)
      if (own !== 'proto' && floor === 'proto' && !parts.at(-1)?.startsWith('api')) wrong.push(`${path} imports ${from}: only api is public`)
      if (floor === 'proto' && own !== 'proto' && !text.includes(`import type`)) wrong.push(`${path}: types only`)
    }
  }
  expect(wrong).toEqual([])
})

test('only the worker touches mtcute', () => {
  expect(Object.entries(sources).filter(([path, text]) => !path.startsWith('./proto/') && text.includes('@mtcute')).map(([p]) => p)).toEqual([])
})
