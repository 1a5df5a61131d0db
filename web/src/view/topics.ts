import type { Chat } from '../model/chat'
import type { Peer } from '../model/peer'
import { general, type Topic } from '../model/topic'
import { isAdmin, may, writable, type Writable } from './rights'

/** Whether its messages are in topics. */
export const isForum = (p: Peer | undefined): boolean => p?.kind === 'channel' && p.forum

/** Whether we may change every topic of a forum, pin them and take them away. */
export const managesTopics = (p: Peer | undefined): boolean => may(p, 'manageTopics')

/** Whether we may begin a topic. */
export function mayMakeTopics(p: Peer | undefined): boolean {
  if (p?.kind !== 'channel' || writable(p).kind !== 'yes') return false
  return isAdmin(p) ? managesTopics(p) : !p.defaults.includes('manageTopics') && !p.bans.includes('manageTopics')
}

/** Whether we may rename, close and reopen a topic. */
export const mayChange = (p: Peer | undefined, t: Topic): boolean => managesTopics(p) || (t.mine && writable(p).kind === 'yes')

/** Whether one may write in a topic of a forum. */
export function writableIn(p: Peer | undefined, t: Topic | undefined): Writable {
  const w = writable(p)
  return w.kind === 'yes' && t?.closed && !mayChange(p, t) ? { kind: 'topicClosed' } : w
}

/** When something last happened in it. */
export const topicTime = (t: Topic): number => Math.max(t.last?.date ?? t.date, t.draft?.date ?? 0)

/** Pinned ones first, in their order; then the latest first. What is hidden stands last, for those who may bring it back. */
export function orderTopics(all: Iterable<Topic>, managing: boolean): Topic[] {
  return [...all].filter((t) => managing || !t.hidden).sort((a, b) => {
    if (a.hidden !== b.hidden) return a.hidden ? 1 : -1
    if (a.pinned && b.pinned) return a.pinned - b.pinned
    if (a.pinned || b.pinned) return b.pinned - a.pinned
    return topicTime(b) - topicTime(a) || (b.last?.id ?? b.id) - (a.last?.id ?? a.id)
  })
}

/** A topic is as loud as its chat unless something else was chosen for it. */
export const topicMuted = (t: Topic | undefined, c: Chat | undefined, now: number): boolean => (t?.muteUntil ?? c?.muteUntil ?? 0) > now

/** The pinned ones in their order, with one of them a place higher or lower; undefined if there is no such place. */
export function moved(all: Iterable<Topic>, id: number, by: 1 | -1): number[] | undefined {
  const ids = [...all].filter((t) => t.pinned > 0).sort((a, b) => a.pinned - b.pinned).map((t) => t.id)
  const at = ids.indexOf(id)
  const other = ids[at + by]
  if (at < 0 || other === undefined) return undefined
  ids[at + by] = id
  ids[at] = other
  return ids
}

/** The general one has a sign in place of a letter. */
export const isGeneral = (t: Pick<Topic, 'id'>): boolean => t.id === general
