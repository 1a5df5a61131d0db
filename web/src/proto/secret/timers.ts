import { askAgain, ask } from './receive'
import { rekey } from './rekey'
import { secondsOf, type Happening, type State } from './state'

export function watch(s: State, id: bigint, ttl: number, ours: boolean): void {
  s.timers[String(id)] = { ttl, ours, ends: 0 }
}

/** Starts the timers of messages of one direction. One that runs goes on. */
export function startTimers(s: State, ids: readonly bigint[], ours: boolean, now: number): void {
  for (const id of ids) {
    const t = s.timers[String(id)]
    if (t && t.ours === ours && t.ends === 0) t.ends = now + 1000 * t.ttl
  }
}

/** Does what the time has come for: ends messages, asks again for what is missing, replaces a key that is a week old. */
export function tick(s: State, now: number, out: Happening[]): void {
  if (s.phase !== 'ready') return
  const over = Object.entries(s.timers).filter(([, t]) => t.ends !== 0 && t.ends <= now).map(([id]) => id)
  for (const id of over) delete s.timers[id]
  if (over.length > 0) out.push({ kind: 'expired', ids: over.map(BigInt) })
  if (s.held.length > 0 && secondsOf(now) - s.askedAt >= askAgain) {
    s.asked = s.worked
    ask(s, now)
  }
  rekey(s, now)
}

/** When something is to be done next, in milliseconds since 1970; Infinity is never. */
export function nextTick(s: State): number {
  if (s.phase !== 'ready') return Infinity
  const ends = Object.values(s.timers).filter((t) => t.ends !== 0).map((t) => t.ends)
  return Math.min(...ends, s.held.length > 0 ? 1000 * (s.askedAt + askAgain) : Infinity)
}
