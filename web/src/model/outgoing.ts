import type { OutFile, OutPoll } from './media'
import type { PeerId } from './peer'
import type { Text } from './text'

/** Something to send. It keeps its name for ever: a second attempt under the same one never makes a second message. */
export interface Outgoing extends Text {
  readonly chat: PeerId
  /** Decimal digits of the random_id. */
  readonly name: string
  readonly replyTo?: number
  readonly quote?: string
  /** What the thread began with that it belongs to. */
  readonly top?: number
  /** The topic of a forum that it goes to; missing is the general one. */
  readonly topic?: number
  readonly silent?: boolean
  /** When the server shall send it, in seconds since 1970. */
  readonly at?: number
  /** Pass on this message; the text is what it says, to be shown meanwhile. */
  readonly forward?: { readonly chat: PeerId; readonly id: number; readonly withoutAuthor?: boolean; readonly author?: PeerId }
  /** Goes with this file, whose bytes lie in the outbox beside it. */
  /** A message whose media the file comes in place of, and whose words these do. */
  readonly replaces?: number
  readonly file?: OutFile
  /** Those with the same go as one album, when all are up. */
  readonly album?: string
  readonly poll?: OutPoll
  /** Do not show what the links in it lead to. */
  readonly noPreview?: boolean
}
