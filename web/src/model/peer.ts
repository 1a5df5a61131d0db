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

export interface Group extends PeerBase {
  readonly kind: 'group'
  readonly members: number
}

export interface Channel extends PeerBase {
  readonly kind: 'channel'
  readonly broadcast: boolean
  readonly members: number
}

export type Peer = User | Group | Channel

/** What of a stored peer a newer, less complete description of them must not overwrite. */
export interface Learned {
  readonly peer: Peer
  /** The server told only a part ("min"): keep what is known. */
  readonly partial: boolean
}
