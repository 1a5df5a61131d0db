import type { Peer } from '../model/peer'

/** Letters without their marks, so that "Andre" finds "André". */
const fold = (s: string): string => s.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase()

/** Every word of the query begins a word of the name, or the query begins the username or the number. */
export function matches(p: Peer | undefined, query: string): boolean {
  if (!p) return false
  const q = fold(query.replace(/^@/, ''))
  if (q === '') return true
  if (p.username && fold(p.username).startsWith(q)) return true
  const digits = q.replace(/[^0-9]/g, '')
  if (p.kind === 'user' && p.phone && digits.length >= 3 && p.phone.startsWith(digits)) return true
  const words = fold(p.name).split(/[\s\p{P}]+/u)
  return q.split(/\s+/).filter(Boolean).every((part) => words.some((w) => w.startsWith(part)))
}
