import type { Chat } from '../model/chat'
import type { SecretChat, SecretMessage } from '../model/secret'
import { chatTime } from './order'

/** A line of the list of chats: a chat's id, or a secret chat's as text. */
export type Line = number | string

export const lineOf = (c: SecretChat): Line => `secret ${c.id}`

export const secretOf = (l: Line): number | undefined => (typeof l === 'string' ? Number(l.slice('secret '.length)) : undefined)

/** Puts secret chats between the others, which are in their order: behind what is pinned, the latest first. */
export function withSecrets(chats: readonly Chat[], secrets: Iterable<SecretChat>): Line[] {
  const out: Line[] = []
  const left = [...secrets].sort((a, b) => b.date - a.date || b.id - a.id)
  for (const c of chats) {
    while (!c.pinned && left[0] && left[0].date >= chatTime(c)) out.push(lineOf(left.shift() as SecretChat))
    out.push(c.id)
  }
  return [...out, ...left.map(lineOf)]
}

/** How much time is left, as a clock shows it: 0:05, 1:02:03, or days. */
export function countdown(milliseconds: number): string {
  const s = Math.max(0, Math.ceil(milliseconds / 1000))
  const two = (n: number): string => String(n).padStart(2, '0')
  const [h, m] = [Math.floor(s / 3600), Math.floor(s / 60) % 60]
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`
}

const pictured = (m: SecretMessage | undefined): boolean => m?.media?.kind === 'photo' || m?.media?.kind === 'video'

/** Messages as they stand below each other: the pictures of an album together. */
export function together(all: readonly SecretMessage[]): readonly (readonly SecretMessage[])[] {
  const rows: SecretMessage[][] = []
  for (const m of all) {
    const last = rows.at(-1)
    const before = last?.at(-1)
    if (last && before && m.album !== undefined && before.album === m.album && before.out === m.out && pictured(before) && pictured(m)) last.push(m)
    else rows.push([m])
  }
  return rows
}
