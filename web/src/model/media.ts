import type { PeerId } from './peer'
import type { Text } from './text'

/** Names a file, or one of its sizes, for the worker, which fetches it. Plain values, so that it may stand in an address. */
export interface FileRef {
  readonly kind: 'photo' | 'document'
  readonly id: string
  readonly hash: string
  /** The file reference, as base64. It expires; the worker renews it by the message that the file was seen in. */
  readonly ref: string
  readonly chat: PeerId
  readonly message: number
}

/** A picture that is there in some size; type names it for the server. */
export interface Size {
  readonly type: string
  readonly width: number
  readonly height: number
  readonly bytes: number
}

/** What all pictures have: room in the page from the first paint, and something blurred to fill it. */
interface Shown {
  readonly width: number
  readonly height: number
  /** A data: URL of a few hundred bytes. */
  readonly blur?: string
  readonly sizes: readonly Size[]
  readonly file?: FileRef
  /** What is being sent, from this device. */
  readonly local?: Blob
  readonly spoiler?: boolean
  /** Seconds after which it destroys itself once looked at; onceTTL for once. */
  readonly ttl?: number
}

/** "Once" in place of seconds. */
export const onceTTL = 0x7fffffff

export interface Photo extends Shown {
  readonly kind: 'photo'
}

export interface Video extends Shown {
  readonly kind: 'video'
  readonly duration: number
  readonly name: string
  readonly mime: string
  readonly bytes: number
  /** Plays by itself, without sound, again and again. */
  readonly animated?: boolean
  readonly round?: boolean
}

export interface Voice {
  readonly kind: 'voice'
  readonly duration: number
  /** Loudness from 0 to 31. */
  readonly waveform: readonly number[]
  readonly mime: string
  readonly bytes: number
  readonly file?: FileRef
  readonly local?: Blob
  readonly ttl?: number
}

export interface Document {
  readonly kind: 'file'
  readonly name: string
  readonly mime: string
  readonly bytes: number
  readonly sizes: readonly Size[]
  readonly blur?: string
  /** Music has a duration. */
  readonly duration?: number
  readonly title?: string
  readonly performer?: string
  readonly file?: FileRef
  readonly local?: Blob
}

export interface PollAnswer extends Text {
  /** What the server knows it by, as base64. */
  readonly option: string
  readonly votes?: number
  readonly chosen?: boolean
  readonly correct?: boolean
}

export interface Poll {
  readonly kind: 'poll'
  readonly id: string
  readonly question: Text
  readonly answers: readonly PollAnswer[]
  readonly voters: number
  readonly closed: boolean
  readonly open: boolean
  readonly multiple: boolean
  readonly quiz: boolean
  readonly solution?: string
  readonly own: boolean
}

/** How a poll stands. own votes may be missing where everybody is told the same. */
export interface PollResults {
  readonly voters: number
  readonly answers: readonly Pick<PollAnswer, 'option' | 'votes' | 'chosen' | 'correct'>[]
  readonly partial: boolean
  readonly solution?: string
}

/** What a link leads to. url is '' while the server still looks. */
export interface Page {
  readonly kind: 'page'
  readonly id: string
  readonly url: string
  readonly shown: string
  readonly site?: string
  readonly title?: string
  readonly description?: string
  readonly photo?: Photo
}

export interface Place {
  readonly kind: 'place'
  readonly lat: number
  readonly long: number
  readonly title?: string
  readonly address?: string
  /** Kept up to date by its sender until then, in seconds since 1970. */
  readonly liveUntil?: number
}

export interface ContactCard {
  readonly kind: 'contact'
  readonly name: string
  readonly phone: string
  readonly user?: PeerId
}

/** What a message carries besides text. */
export type Media =
  | Photo | Video | Voice | Document | Poll | Page | Place | ContactCard
  | { readonly kind: 'dice'; readonly emoji: string; readonly value: number }
  /** It has destroyed itself. */
  | { readonly kind: 'burnt'; readonly what: 'photo' | 'video' | 'voice' }
  | { readonly kind: 'unsupported' }

/** A file on its way out. The page has looked at it and says what it is. */
export interface OutFile {
  readonly kind: 'photo' | 'video' | 'voice' | 'file'
  readonly name: string
  readonly mime: string
  readonly bytes: number
  readonly width: number
  readonly height: number
  readonly duration: number
  readonly waveform?: readonly number[]
  readonly blur?: string
  readonly spoiler?: boolean
  readonly ttl?: number
}

/** A poll before it is sent. */
export interface OutPoll {
  readonly question: string
  readonly answers: readonly string[]
  readonly open: boolean
  readonly multiple: boolean
  /** The right answer of a quiz. */
  readonly correct?: number
}
