import type { AdminRight, Ban } from '../model/group'
import type { Message } from '../model/message'
import type { Channel, Group, Peer } from '../model/peer'

/** How long the server takes changes of a message. */
export const editableSeconds = 48 * 3600

/** Where one writes, or what stands there instead of the box. */
export type Writable =
  | { readonly kind: 'yes' }
  /** Reading is all that there is to do: the sound can be turned off. */
  | { readonly kind: 'reader' }
  | { readonly kind: 'join'; readonly ask: boolean }
  | { readonly kind: 'closed'; readonly reason: string }
  | { readonly kind: 'became'; readonly group: number }
  | { readonly kind: 'removed' | 'left' | 'over' | 'adminsOnly' | 'topicClosed' }
  /** until is 0 for ever. */
  | { readonly kind: 'banned'; readonly until: number }

/** Whether one may write in a chat. in a thread of comments those who are not in the group may, if it lets them. */
export function writable(p: Peer | undefined, thread = false): Writable {
  if (!p || p.kind === 'user') return { kind: 'yes' }
  if (p.kind === 'group') return writableInGroup(p)
  if (p.closed !== undefined) return { kind: 'closed', reason: p.closed }
  if (p.forbidden) return { kind: 'removed' }
  if (p.left) return thread && p.linked && !p.joinToSend ? membersMay(p) : { kind: 'join', ask: p.joinRequest }
  if (p.broadcast) return may(p, 'postMessages') ? { kind: 'yes' } : { kind: 'reader' }
  return membersMay(p)
}

function writableInGroup(g: Group): Writable {
  if (g.became !== undefined) return { kind: 'became', group: g.became }
  if (g.over) return { kind: 'over' }
  if (g.forbidden) return { kind: 'removed' }
  if (g.left) return { kind: 'left' }
  return isAdmin(g) || !silent(g.defaults) ? { kind: 'yes' } : { kind: 'adminsOnly' }
}

function membersMay(c: Channel): Writable {
  if (isAdmin(c)) return { kind: 'yes' }
  if (silent(c.bans)) return { kind: 'banned', until: c.bannedUntil }
  return silent(c.defaults) ? { kind: 'adminsOnly' } : { kind: 'yes' }
}

const silent = (bans: readonly Ban[]): boolean => bans.includes('sendMessages') || bans.includes('sendPlain')

export const isAdmin = (p: Peer | undefined): boolean => p !== undefined && p.kind !== 'user' && !p.left && (p.creator || p.rights !== undefined)

/** Whether we may do what admins do. */
export const may = (p: Peer | undefined, right: AdminRight): boolean =>
  p !== undefined && p.kind !== 'user' && !p.left && !p.forbidden && (p.creator || p.rights?.includes(right) === true)

/** Whether we may do what members may unless it is forbidden, and admins with the right of that name. */
export function mayAll(p: Peer | undefined, what: 'changeInfo' | 'inviteUsers' | 'pinMessages'): boolean {
  if (!p || p.kind === 'user') return true
  if (may(p, what)) return true
  if (p.left || p.forbidden || (p.kind === 'channel' && p.broadcast)) return false
  return !p.defaults.includes(what) && !(p.kind === 'channel' && p.bans.includes(what))
}

/** Whether we may take somebody's message away, for everybody. */
export function mayDelete(p: Peer | undefined, m: Message): boolean {
  if (!p || p.kind === 'user' || p.kind === 'group') return true
  return may(p, 'deleteMessages') || (m.out && !p.left && (!p.broadcast || may(p, 'postMessages')))
}

export const isBroadcast = (p: Peer | undefined): boolean => p?.kind === 'channel' && p.broadcast

/** Whether something in it may be passed on or copied. */
export const sharable = (p: Peer | undefined): boolean => p?.kind === 'user' || p?.noForwards !== true
