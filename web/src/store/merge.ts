import type { Message, Reactions } from '../model/message'

/** Two lists that are sorted by id as one. Of two with the same id the second list's counts. */
export function mergeMessages(a: readonly Message[], b: readonly Message[]): readonly Message[] {
  if (b.length === 0) return a
  if (a.length === 0) return b
  const last = a[a.length - 1]
  const first = b[0]
  if (last && first && last.id < first.id) return [...a, ...b]
  const byId = new Map(a.map((m) => [m.id, m]))
  for (const m of b) byId.set(m.id, m)
  return [...byId.values()].sort((x, y) => x.id - y.id)
}

/** Reactions as they are told now; which is ours is taken from what was known, where they are told to everybody alike. */
export function withOwn(now: Reactions | undefined, before: Reactions | undefined): Reactions | undefined {
  if (!now?.shared) return now
  const own = before?.counts.find((c) => c.own)?.emoji
  return { ...now, shared: undefined, counts: now.counts.map((c) => ({ ...c, own: c.emoji === own })) }
}
