/** Whole hundredths that add up to a hundred. */
export function shares(votes: readonly number[]): number[] {
  const all = votes.reduce((a, b) => a + b, 0)
  if (all === 0) return votes.map(() => 0)
  const exact = votes.map((v) => (v * 100) / all)
  const out = exact.map(Math.floor)
  const rest = 100 - out.reduce((a, b) => a + b, 0)
  const order = exact.map((e, i) => [e - (out[i] ?? 0), i] as const).sort((a, b) => b[0] - a[0])
  for (const [, i] of order.slice(0, rest)) out[i] = (out[i] ?? 0) + 1
  return out
}
