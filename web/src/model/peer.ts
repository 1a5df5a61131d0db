import type { AdminRight, Ban } from './group'

/** A user, group or channel. Users have positive ids, groups negative ones, channels ones below -10^12 ("marked" ids). */
export type PeerId = number

/** Channels and supergroups count their messages for themselves; all other chats share one numbering. */
export const isChannel = (id: PeerId): boolean => id < -1e12

/** When somebody was last there, as precisely as they let us know. */
export type Presence =
  | { kind: 'online'; until: number }
  | { kind: 'offline'; at: number }
  | { kind: 'recently' | 'week' | 'month' | 'unknown' }

interface PeerBase {
  readonly id: PeerId
  readonly name: string
  readonly username?: string
  /** Names the photo that shows now; blur stands for it until it is here. */
  readonly photo?: { readonly id: string; readonly blur?: string }
}

export interface User extends PeerBase {
  readonly kind: 'user'
  readonly firstName: string
  readonly lastName: string
  readonly phone?: string
  readonly self: boolean
  readonly contact: boolean
  readonly deleted: boolean
  readonly bot: boolean
  readonly presence: Presence
}

/** What groups and channels have in common: how we stand to them. */
interface Place extends PeerBase {
  readonly members: number
  /** We are not in it. */
  readonly left: boolean
  /** We were removed, or it is gone, or was never ours to see. */
  readonly forbidden: boolean
  readonly creator: boolean
  /** What we may do as an admin; missing where we are none. */
  readonly rights?: readonly AdminRight[]
  /** What those who are not admins may not do. */
  readonly defaults: readonly Ban[]
  /** Its history may not be passed on. */
  readonly noForwards: boolean
}

export interface Group extends Place {
  readonly kind: 'group'
  /** Nobody writes there any more. */
  readonly over: boolean
  /** The supergroup that it became. */
  readonly became?: PeerId
}

export interface Channel extends Place {
  readonly kind: 'channel'
  readonly broadcast: boolean
  /** What we, of all people, may not do, and until when (seconds since 1970, 0 is for ever). */
  readonly bans: readonly Ban[]
  readonly bannedUntil: number
  /** Why the operator closed it. */
  readonly closed?: string
  readonly slow: boolean
  readonly signatures: boolean
  readonly joinRequest: boolean
  readonly joinToSend: boolean
  readonly linked: boolean
  /** Its messages are in topics. */
  readonly forum: boolean
}

export type Peer = User | Group | Channel

/** What of a stored peer a newer, less complete description of them must not overwrite. */
export interface Learned {
  readonly peer: Peer
  /** The server told only a part ("min"): keep what is known. */
  readonly partial: boolean
}
