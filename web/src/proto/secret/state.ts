import type { Proof } from './cipher'
import type { DecryptedMessage, TypeSendMessageAction } from './tl_gen'

/** Where a chat stands. */
export type Phase =
  /** We asked, and wait for the other side to accept. */
  | 'requested'
  /** The other side asked, and we have not accepted. */
  | 'invited'
  /** We accepted, and wait for the server to confirm. */
  | 'accepting'
  | 'ready'
  /** Over, for ever; the keys are gone. */
  | 'closed'

/** The newest layer that we speak, and the oldest that we accept: the first with MTProto 2.0. */
export const maxLayer = 144
export const minLayer = 73

/** A key of a chat and how much it was used. since is in seconds. */
export interface ChatKey {
  readonly key: Uint8Array
  readonly since: number
  uses: number
}

/** A file on the server. Numbers of 64 bits are digits. */
export interface EncryptedFile {
  readonly id: string
  readonly hash: string
  readonly size: number
  readonly dc: number
  readonly fingerprint: number
}

/** A file that goes with a message: one that was uploaded, or one that the server knows already. */
export type InputFile =
  | { readonly kind: 'there'; readonly id: string; readonly hash: string }
  | { readonly kind: 'uploaded'; readonly id: string; readonly parts: number; readonly big: boolean; readonly fingerprint: number }

/** A message of ours that the other side has not confirmed. */
export interface Unconfirmed {
  readonly seq: number
  readonly randomId: bigint
  /** Encrypted; a resend repeats these bytes. */
  readonly data: Uint8Array
  readonly service: boolean
  readonly silent: boolean
  file?: InputFile
  /** The server has it. */
  sent: boolean
}

/** A message that came before one that is missing. It was decrypted, so that the key that it was encrypted with may go. */
export interface Held {
  readonly seq: number
  readonly confirms: number
  readonly layer: number
  readonly key: bigint
  readonly date: number
  readonly body: Uint8Array
  readonly proof?: Proof
  readonly file?: EncryptedFile
  /** It asked for a resend and got it. */
  done?: boolean
}

/** A message that destroys itself. Its time runs from when it was looked at. */
export interface Timer {
  readonly ttl: number
  /** We sent it, and the other side's look counts. */
  readonly ours: boolean
  /** Milliseconds since 1970; 0 while nobody has looked. */
  ends: number
}

/** All that a chat is, as it is stored. It holds the chat's keys: whoever reads it reads the chat. */
export interface State {
  readonly version: 1
  readonly id: number
  accessHash: bigint
  readonly self: number
  readonly peer: number
  /** We asked for it. */
  readonly creator: boolean
  phase: Phase
  /** Seconds since 1970. */
  readonly since: number
  /** The server is to be told that it is over. */
  discard?: boolean

  g: number
  prime?: Uint8Array
  /** Our exponent, until there is a key, and g to the power of it. */
  secret?: Uint8Array
  open?: Uint8Array
  /** g_a of who asks, until we accept. */
  peerOpen?: Uint8Array

  /** What we encrypt with. */
  key?: ChatKey
  /** Agreed on, and not committed to by the other side. */
  next?: ChatKey
  /** What the other side may still encrypt with. */
  old?: ChatKey
  /** The picture of the first key. */
  first?: Uint8Array
  /** How often keys were exchanged since. */
  exchanges: number
  /** One that is under way; secret is our exponent where we asked. */
  exchange?: { readonly id: bigint; readonly secret?: Uint8Array }

  // Sequence numbers, counted as messages of one direction.
  sent: number
  /** Received and worked through. */
  worked: number
  /** Of ours, those that the other side has worked through. */
  hisWorked: number
  /** The newest layer that the other side has named, and that of the message worked through last. */
  hisLayer: number
  lastLayer: number
  /** Oldest first. */
  outbox: Unconfirmed[]
  /** In order. */
  held: Held[]
  /** Received before the server said that the chat is established. */
  early: { readonly data: Uint8Array; readonly date: number; readonly file?: EncryptedFile }[]
  /** What is missing below this number was asked for, and when, in seconds. */
  asked: number
  askedAt: number

  /** The chat's timer in seconds, 0 for none. */
  ttl: number
  /** By the messages' random ids, as digits. */
  timers: Record<string, Timer>
}

/** What happened in a chat, for whoever shows it. */
export type Happening =
  | { readonly kind: 'established' }
  | { readonly kind: 'keyChanged' }
  | { readonly kind: 'received'; readonly message: DecryptedMessage; readonly date: number; readonly file?: EncryptedFile; readonly proof?: Proof }
  /** Something that we cannot read. */
  | { readonly kind: 'unsupported'; readonly date: number }
  | { readonly kind: 'ttl'; readonly seconds: number; readonly date: number }
  /** The other side has looked at messages with a timer, which began to run. */
  | { readonly kind: 'seen' | 'deleted' | 'expired'; readonly ids: readonly bigint[] }
  | { readonly kind: 'flushed' }
  | { readonly kind: 'screenshot'; readonly date: number }
  | { readonly kind: 'typing'; readonly action: TypeSendMessageAction }
  | { readonly kind: 'layer' }
  /** broken says that the other side or the server did what no honest one does. */
  | { readonly kind: 'ended'; readonly by: 'us' | 'other' | 'broken'; readonly historyDeleted: boolean; readonly why: string }

/** What the other side or the server did that no honest one does. It ends the chat. */
export class Violation extends Error {}

/** A chat that is in another phase than the call needs. */
export class NotReady extends Error {
  constructor() {
    super('the secret chat is not established')
  }
}

export const fresh = (
  a: Pick<State, 'id' | 'self' | 'peer' | 'creator' | 'phase' | 'since'> & Partial<State>,
): State => ({
  version: 1, accessHash: 0n, g: 0, exchanges: 0, sent: 0, worked: 0, hisWorked: 0, hisLayer: 0, lastLayer: 0, outbox: [], held: [],
  early: [], asked: 0, askedAt: 0, ttl: 0, timers: {}, ...a,
})

/** The layer that both sides speak. */
export const layerOf = (s: State): number => Math.min(maxLayer, Math.max(minLayer, s.hisLayer))

export const secondsOf = (now: number): number => Math.floor(now / 1000)

/** Overwrites every secret of a state that is not used any more. */
export function wipe(s: State): void {
  for (const b of [s.key?.key, s.next?.key, s.old?.key, s.secret, s.exchange?.secret, ...s.held.map((h) => h.body)]) b?.fill(0)
}
