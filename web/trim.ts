import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Plugin } from 'vite'

interface Argument {
  readonly type: string
}

interface Entry {
  readonly kind: 'class' | 'method'
  readonly name: string
  readonly id: number
  readonly type: string
  readonly arguments: readonly Argument[]
}

/** Types that mtcute keeps in its storage in serialized form, so that they are written, too. */
const stored = ['User', 'Chat']

/** What the server may send without being asked. */
const pushed = ['Updates', 'Update', 'User', 'Chat', 'Message']

/**
 * Leaves out of the worker what it never says and never hears: of the 2,400 constructors and methods of the protocol's layer, it
 * writes those that its code names and reads those that an answer to a method that it calls, or an update, can hold.
 */
export function trim(): Plugin {
  return {
    name: 'chappe-trim',
    apply: 'build',
    renderChunk(code) {
      const writerAt = code.indexOf('_staticSize: {')
      const readerAt = code.indexOf('_results: {')
      if (writerAt < 0 || readerAt < 0) return null
      const all = schema()
      // Parts that are loaded later speak through this one's maps.
      const later = [...this.getModuleIds()].filter((id) => id.includes('/src/proto/')).map((id) => this.getModuleInfo(id)?.code ?? '')
      const own = outside(code) + later.join('\n')
      const named = new Set([...own.matchAll(/(["'`])([\w.]+)\1/g)].map((m) => m[2] ?? '').filter((name) => all.has(name)))
      const methods = [...named].map((name) => all.get(name)).filter((e) => e?.kind === 'method') as Entry[]
      const write = new Set([...named, ...closure(all, stored).map((e) => e.name)])
      const read = new Set(closure(all, [...pushed, ...stored, ...methods.map((m) => bare(m.type))]).map((e) => e.id))
      return { code: filter(code, write, read), map: null }
    },
  }
}

function schema(): Map<string, Entry> {
  const require = createRequire(import.meta.url)
  const file = require.resolve('@mtcute/core/tl/api-schema.json')
  const { e } = JSON.parse(readFileSync(file, 'utf8')) as { e: Entry[] }
  return new Map(e.map((x) => [x.name, x]))
}

/** "Vector<User>" is made of User. */
const bare = (type: string): string => type.replace(/^[Vv]ector<(.*)>$/, '$1')

/** All constructors of some types, and of the types within them. */
function closure(all: Map<string, Entry>, types: readonly string[]): Entry[] {
  const byType = new Map<string, Entry[]>()
  for (const e of all.values()) if (e.kind === 'class') byType.set(e.type, [...(byType.get(e.type) ?? []), e])
  const seen = new Set<string>()
  const out: Entry[] = []
  const todo = [...types]
  for (let type = todo.pop(); type !== undefined; type = todo.pop()) {
    if (seen.has(type)) continue
    seen.add(type)
    for (const e of byType.get(type) ?? []) {
      out.push(e)
      todo.push(...e.arguments.map((a) => bare(a.type)))
    }
  }
  return out
}

const head = /^\s*(?:"([\w.]+)"|(\d+)|([\w]+)): function\(\w(?:, \w)?\) \{$/
const size = /^\s*"([\w.]+)": \d+,?$/

/** The code without the entries of the maps, whose names say nothing about what is used. */
const outside = (code: string): string => walk(code, () => false, (line) => !size.test(line))

/** Drops entries of both maps. Names of MTProto itself (mt_) stay. */
const filter = (code: string, write: ReadonlySet<string>, read: ReadonlySet<number>): string => {
  const wanted = (name: string): boolean => name.startsWith('mt_') || write.has(name) || !names.has(name)
  return walk(
    code,
    (name, id) => (id ? read.has(id) || !ids.has(id) : wanted(name)),
    (line) => wanted(size.exec(line)?.[1] ?? ''),
  )
}

/** Goes over lines; entry says of each entry of a map, and other of each other line, whether it stays. */
function walk(code: string, entry: (name: string, id: number) => boolean, other: (line: string) => boolean): string {
  const out: string[] = []
  const lines = code.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    const h = head.exec(line)
    if (h ? entry(h[1] ?? h[3] ?? '', Number(h[2] ?? 0)) : other(line)) {
      out.push(line)
    } else if (h) {
      const end = `${/^\s*/.exec(line)?.[0] ?? ''}}`
      while (i < lines.length && !(lines[i] ?? '').startsWith(end)) i++
    }
  }
  return out.join('\n')
}

const names = new Set(schema().keys())
const ids = new Set([...schema().values()].map((e) => e.id))
