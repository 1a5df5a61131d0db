import type { PeerId } from './peer'
import type { Text } from './text'

/** A secret chat, which is on this device only. */
export interface SecretChat {
  readonly id: number
  /** The other person. */
  readonly peer: PeerId
  /**
   * asked: by us, and nobody has accepted; invited: the other side asks; accepting: we said yes, and wait for the server; over: for ever.
   */
  readonly phase: 'asked' | 'invited' | 'accepting' | 'ready' | 'over'
  /** Who ended it; broken is that one side's device, or the server, did what none may. */
  readonly ended?: 'us' | 'other' | 'broken'
  /** When something last happened, in seconds since 1970. */
  readonly date: number
  /** Seconds after which what is written from now on destroys itself, 0 for never. */
  readonly ttl: number
  readonly unread: number
  readonly last?: SecretMessage
}

export interface SecretMedia {
  readonly kind: 'photo' | 'video' | 'voice' | 'file' | 'unknown'
  readonly name: string
  readonly mime: string
  readonly bytes: number
  readonly width: number
  readonly height: number
  /** Seconds that a video or a sound lasts. */
  readonly duration?: number
  /** How loud a voice note is, from 0 to 31. */
  readonly waveform?: readonly number[]
  readonly round?: boolean
  /** Plays by itself, without sound, again and again. */
  readonly animated?: boolean
  /** A small picture that stands for it until it is here. */
  readonly blur?: string
}

/** What is told in a secret chat's log besides what people say. */
export type SecretService =
  | { readonly kind: 'begun' | 'keyChanged' | 'screenshot' | 'unsupported' }
  | { readonly kind: 'timer'; readonly seconds: number }

export interface SecretMessage extends Text {
  readonly chat: number
  /** Grows within the chat. */
  readonly id: number
  /** What the other side calls it: digits. */
  readonly name: string
  readonly out: boolean
  readonly date: number
  readonly state: 'sending' | 'sent' | 'read'
  /** Seconds that it stays once it was looked at, 0 for ever. */
  readonly ttl: number
  /** When it goes, in milliseconds since 1970; missing while nobody has looked at it, or opened it. */
  readonly ends?: number
  /** The name of what it answers. */
  readonly reply?: string
  readonly media?: SecretMedia
  /** Messages of one album have the same. */
  readonly album?: string
  /** It can be shown to others that it was sent so. */
  readonly provable?: boolean
  readonly service?: SecretService
}

/** The longest timer, in seconds, with which media waits to be opened. */
const opened = 60

/**
 * Whether a message's timer begins when it is opened, as those of other apps do with pictures and sounds that stay a minute at most; that of
 * anything else begins when it is seen.
 */
export const opensFirst = (m: Pick<SecretMessage, 'ttl' | 'media'>): boolean =>
  m.ttl > 0 && m.ttl <= opened && m.media !== undefined && m.media.kind !== 'unknown' && (m.media.kind !== 'file' || m.media.duration !== undefined)

/** What people compare to be sure that nobody stands between them. */
export interface KeyPicture {
  /** 12 by 12 values from 0 to 3. */
  readonly cells: readonly number[]
  readonly emoji: readonly { readonly sign: string; readonly word: string }[]
  /** Keys were exchanged since the chat began: it is to be compared again. */
  readonly changed: boolean
}

/** Whether a passphrase stands before the secret chats of this browser. */
export type SecretLock = 'none' | 'open' | 'locked'

/** A file to send in a secret chat. */
export interface SecretFile {
  readonly blob: Blob
  readonly media: SecretMedia
  readonly thumb?: { readonly blob: Blob; readonly width: number; readonly height: number }
  readonly text: Text
}
