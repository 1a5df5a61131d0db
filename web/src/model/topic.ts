import type { Draft } from './chat'
import type { Message } from './message'
import type { PeerId } from './peer'

/** The topic that every forum has; what was written before there were topics is in it. */
export const general = 1

/** The colours that a topic's circle can have, as the protocol numbers them. */
export const topicColours = [0x6fb9f0, 0xffd67e, 0xcb86db, 0x8eee98, 0xff93b2, 0xfb6f5f] as const

/** A conversation of its own within a forum. https://core.telegram.org/api/forum */
export interface Topic {
  readonly id: number
  readonly chat: PeerId
  readonly title: string
  readonly colour: number
  /** Who made it. */
  readonly by: PeerId
  readonly mine: boolean
  readonly date: number
  /** Only who manages topics, or made it, writes there. */
  readonly closed: boolean
  /** Only of the general one: who does not manage topics does not see it. */
  readonly hidden: boolean
  /** Place among the pinned ones, from 1; 0 is not pinned. */
  readonly pinned: number
  readonly last?: Message
  readonly unread: number
  readonly mentions: number
  readonly readIn: number
  readonly readOut: number
  /** Seconds since 1970; 0 is not muted; undefined is as the whole chat. */
  readonly muteUntil?: number
  readonly draft?: Draft
}

/** Where a message of a forum belongs. */
export const topicOf = (m: Message): number => m.topic ?? general
