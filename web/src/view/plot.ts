/** Round numbers from 0 to at least a greatest one, few enough to read: what stands at the lines across a plot. */
export function stepsTo(greatest: number): number[] {
  const rough = Math.max(1, greatest) / 3
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, [1, 2, 5, 10].map((f) => f * power).find((s) => s >= rough) ?? 10 * power)
  const out = []
  for (let v = 0; ; v += step) {
    out.push(v)
    if (v >= greatest) return out
  }
}
