import type { Peer } from '../model/peer'

/** The first letters of the first two words, in any script. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((w) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(w))
  return words.slice(0, 2).map((w) => firstLetter(w)).join('').toLocaleUpperCase()
}

function firstLetter(word: string): string {
  const letters = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word)].map((s) => s.segment)
  return letters.find((l) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(l)) ?? ''
}

export const isOnline = (p: Peer | undefined, now: number): boolean =>
  p?.kind === 'user' && p.presence.kind === 'online' && p.presence.until > now
