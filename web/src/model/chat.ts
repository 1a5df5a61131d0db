import type { Message } from './message'
import type { PeerId } from './peer'
import type { Text } from './text'

export interface Draft extends Text {
  readonly date: number
  readonly replyTo?: number
}

/** A conversation as it stands in the list ("dialog" in the protocol). */
export interface Chat {
  readonly id: PeerId
  readonly last?: Message
  readonly unread: number
  readonly mentions: number
  /** All incoming messages up to this id are read by us, all outgoing ones up to that id by them. */
  readonly readIn: number
  readonly readOut: number
  readonly markedUnread: boolean
  /** Place among the pinned ones, from 1; 0 is not pinned. */
  readonly pinned: number
  readonly archived: boolean
  /** Seconds since 1970; 0 is not muted. */
  readonly muteUntil: number
  /** A forum that we read as one conversation. */
  readonly asMessages?: boolean
  readonly draft?: Draft
}
