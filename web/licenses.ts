import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Plugin } from 'vite'

interface Package {
  readonly name: string
  readonly version: string
  readonly license?: string
  readonly author?: string | { readonly name: string }
}

/** Folders of the packages of which something is in the app, of all builds that use notice(). */
const used = new Set<string>()

const notices = /^(licen[cs]e|copying|notice)([.-].*)?$/i

/** The folder of the package that a module is of, if it is of one. */
function packageOf(id: string): string | undefined {
  const [file = ''] = id.replace(/^\0/, '').split('?')
  if (!file.includes('/node_modules/')) return undefined
  for (let dir = dirname(file); dir.includes('/node_modules/'); dir = dirname(dir)) {
    const manifest = join(dir, 'package.json')
    if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as Partial<Package>).version) return dir
  }
  return undefined
}

/** Notes of which packages something came into a build: the page's and the worker's. */
export const notice = (): Plugin => ({
  name: 'notice',
  apply: 'build',
  generateBundle(_, bundle) {
    for (const part of Object.values(bundle)) {
      const ids = part.type === 'chunk' ? Object.keys(part.modules) : part.originalFileNames.map((name) => join(process.cwd(), name))
      for (const id of ids) {
        const dir = packageOf(id)
        if (dir) used.add(dir)
      }
    }
  },
})

/**
 * Writes dist/licenses.txt: what the licences of the packages in the app ask to be passed on with it. It says nothing of this machine, so a
 * build elsewhere writes the same.
 */
export const licenses: Plugin = {
  name: 'licenses',
  apply: 'build',
  closeBundle() {
    const parts = [...used].map(entry).sort()
    writeFileSync('dist/licenses.txt', `The web app contains parts of these packages. Their licences follow.\n${parts.join('')}${drawings()}`)
  },
}

const line = '-'.repeat(78)

function entry(dir: string): string {
  const p = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as Package
  const files = readdirSync(dir).filter((f) => notices.test(f)).sort()
  const author = typeof p.author === 'string' ? p.author : p.author?.name
  const texts = files.length > 0
    ? files.map((f) => readFileSync(join(dir, f), 'utf8').replace(/\r\n/g, '\n').trim())
    : [`Licence: ${p.license ?? 'see its home page'}${author ? `, by ${author}` : ''}\n\n${known[p.license ?? ''] ?? ''}`.trim()]
  return `\n${line}\n${p.name} ${p.version}\n${line}\n\n${texts.join('\n\n')}\n`
}

/** The notice of the drawings, which stands where they are. */
function drawings(): string {
  const comments = readFileSync('src/ui/icon/drawings.ts', 'utf8').split('\n').filter((l) => l.startsWith('//'))
  return `\n${line}\nLucide (drawings)\n${line}\n\n${comments.map((l) => l.replace(/^\/\/ ?/, '')).join('\n').trim()}\n`
}

/** For packages that name their licence and bring no text of it. */
const known: Record<string, string> = {
  MIT: `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to
the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY
CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`,
}
