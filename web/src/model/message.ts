import type { Media } from './media'
import type { PeerId } from './peer'
import type { Text } from './text'

/** Something that happened in a chat and is told in its history. */
export type Service =
  | { readonly kind: 'pinned' | 'cleared' | 'joined' | 'photo' | 'photoGone' | 'joinedByLink' | 'joinedByRequest' | 'migrated' | 'unknown' }
  | { readonly kind: 'created' | 'renamed' | 'migratedFrom'; readonly title: string; readonly group?: PeerId }
  | { readonly kind: 'added'; readonly users: readonly PeerId[] }
  | { readonly kind: 'removed'; readonly user: PeerId }
  | { readonly kind: 'timer'; readonly seconds: number }
  | { readonly kind: 'topicMade'; readonly title: string; readonly colour: number }
  /** What is missing stayed as it was. */
  | { readonly kind: 'topicChanged'; readonly title?: string; readonly closed?: boolean; readonly hidden?: boolean }

/** Comments under a post, or answers to a message. */
export interface Replies {
  readonly count: number
  /** Where the comments are. */
  readonly group?: PeerId
}

export interface Reply {
  readonly id: number
  /** Only the quoted part, if the sender chose one. */
  readonly quote?: string
  /** What the thread that it belongs to began with, if that is something else. */
  readonly top?: number
  /** Where it stands, if not in the same chat. */
  readonly chat?: PeerId
}

export interface Forward {
  readonly from?: PeerId
  /** Of somebody who does not want to be linked to. */
  readonly name?: string
  readonly date: number
}

/** What became of something we sent. Whether a sent message is read follows from its chat's read mark, see view/state. */
export type Sending = 'sending' | 'failed' | 'sent'

/** What people reacted with. */
export interface Reactions {
  readonly counts: readonly { readonly emoji: string; readonly count: number; readonly own: boolean }[]
  /** Whether one may see who did. */
  readonly named: boolean
  /** The same for everybody: which is ours it does not say. */
  readonly shared?: boolean
  /** Somebody reacted to our message, and we have not looked. */
  readonly fresh?: boolean
}

export interface Message extends Text {
  /** Positive, growing within a chat. Those that wait in the outbox have negative ones. */
  readonly id: number
  readonly chat: PeerId
  readonly from: PeerId
  readonly out: boolean
  readonly date: number
  readonly sending: Sending
  readonly editDate?: number
  readonly reply?: Reply
  /** The topic of a forum that it was written in; missing in the general one. */
  readonly topic?: number
  readonly forward?: Forward
  readonly media?: Media
  /** Messages of one album have the same. */
  readonly album?: string
  /** A voice note that its receiver has not listened to. */
  readonly unheard?: boolean
  readonly service?: Service
  readonly pinned?: boolean
  readonly silent?: boolean
  /** Mentions us, and we have not looked at it. */
  readonly mention?: boolean
  /** Written by a channel, not by a person. */
  readonly post?: boolean
  /** Who signed a post. */
  readonly author?: string
  readonly views?: number
  readonly replies?: Replies
  readonly reactions?: Reactions
  /** Waits in the outbox under this name. */
  readonly outbox?: string
  /** Why the server did not take it. */
  readonly failure?: string
}
