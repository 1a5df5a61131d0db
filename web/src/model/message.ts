import type { Media } from './media'
import type { PeerId } from './peer'
import type { Text } from './text'

/** Something that happened in a chat and is told in its history. */
export type Service =
  | { readonly kind: 'pinned' }
  | { readonly kind: 'cleared' }
  | { readonly kind: 'joined' }
  | { readonly kind: 'unknown' }

export interface Reply {
  readonly id: number
  /** Only the quoted part, if the sender chose one. */
  readonly quote?: string
}

export interface Forward {
  readonly from?: PeerId
  /** Of somebody who does not want to be linked to. */
  readonly name?: string
  readonly date: number
}

/** What became of something we sent. Whether a sent message is read follows from its chat's read mark, see view/state. */
export type Sending = 'sending' | 'failed' | 'sent'

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
  readonly forward?: Forward
  readonly media?: Media
  /** Messages of one album have the same. */
  readonly album?: string
  /** A voice note that its receiver has not listened to. */
  readonly unheard?: boolean
  readonly service?: Service
  readonly pinned?: boolean
  readonly silent?: boolean
  /** Waits in the outbox under this name. */
  readonly outbox?: string
  /** Why the server did not take it. */
  readonly failure?: string
}
