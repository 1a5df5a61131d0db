import type { tl } from '@mtcute/core'
import type { Compared, Plot } from '../../model/group'

/**
 * A plot as the server draws it: JSON with a column of times in milliseconds and one of numbers for each line. What is not so is no plot.
 * https://core.telegram.org/api/stats
 */
export function plotOf(g: tl.TypeStatsGraph): Plot | undefined {
  if (g._ !== 'statsGraph') return undefined
  try {
    const { columns } = JSON.parse(g.json.data) as { columns?: unknown }
    if (!Array.isArray(columns)) return undefined
    const all = columns.map((c) => (Array.isArray(c) ? c.slice(1).map(Number) : []))
    const [days, ...lines] = all
    if (!days || days.length < 2 || lines.length === 0 || all.some((c) => c.length !== days.length || c.some((x) => !Number.isFinite(x)))) return undefined
    return { days: days.map((d) => d / 1000), lines }
  } catch {
    return undefined
  }
}

export const comparedOf = (v: tl.RawStatsAbsValueAndPrev): Compared => ({ now: v.current, before: v.previous })
