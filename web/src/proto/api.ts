import type { Chat, Draft } from '../model/chat'
import type { Page, Poll, PollResults } from '../model/media'
import type { Message, Reactions } from '../model/message'
import type { Learned, PeerId, Presence } from '../model/peer'
import type { SecretChat, SecretLock, SecretMessage } from '../model/secret'
import type { Topic } from '../model/topic'
import type { Account, Connection } from '../model/session'
import type { calls } from './calls'

/**
 * All that passes between the page and the worker. The page asks by name; the worker tells every page what happened. The
 * functions stand in proto/calls, one file a feature; the page takes nothing of them but their types.
 */
export type Calls = {
  [N in keyof typeof calls]: (typeof calls)[N] extends (session: never, args: infer A) => Promise<infer R>
    ? (args: A) => Promise<R>
    : never
}

export type CallName = keyof Calls
export type Args<N extends CallName> = Parameters<Calls[N]>[0]
export type Result<N extends CallName> = Awaited<ReturnType<Calls[N]>>

/** What the worker tells, by name. A feature adds its own here. */
export interface Events {
  account: Account
  connection: Connection
  /** Somebody or some chat, told before whatever mentions them. */
  peers: readonly Learned[]
  presence: { user: PeerId; presence: Presence }
  typing: { chat: PeerId; topic?: number; user: PeerId; until: number }
  /** A new message, or one that left the outbox (named by outbox) and has its id now. */
  message: Message
  edited: Message
  deleted: { chat?: PeerId; ids: readonly number[] }
  /** Messages that wait to be sent, or could not be. */
  outbox: Message
  /** How far a file of the outbox is up, in bytes. */
  progress: { outbox: string; done: number; total: number }
  unsent: { chat: PeerId; outbox: string }
  readIn: { chat: PeerId; upTo: number; unread: number }
  readOut: { chat: PeerId; upTo: number }
  /** Voice notes were listened to, or mentions looked at. */
  heard: { chat?: PeerId; ids: readonly number[] }
  /** What people reacted with is this now. */
  reactions: { chat: PeerId; id: number; reactions: Reactions }
  /** How often posts were looked at. */
  views: { chat: PeerId; views: ReadonlyMap<number, number> }
  /** So much happened in a chat that it has to be read anew. */
  renewed: { chat: PeerId }
  /** How we stand to a group or channel has changed: we are in, or out, or may do other things than before. */
  standing: { chat: PeerId }
  /** Who is in a group, or what it says of itself, has changed. */
  group: { chat: PeerId }
  pinned: { chat: PeerId; ids: readonly number[]; pinned: boolean }
  draft: { chat: PeerId; topic?: number; draft?: Draft }
  /** What is known of a topic has changed. */
  topic: Partial<Topic> & { chat: PeerId; id: number }
  topicReadIn: { chat: PeerId; topic: number; upTo: number }
  topicReadOut: { chat: PeerId; topic: number; upTo: number }
  topicGone: { chat: PeerId; id: number }
  /** The topics of a forum have to be read again. */
  topics: { chat: PeerId }
  chat: Partial<Chat> & { id: PeerId }
  /** What waits on the server for its time has changed. */
  scheduled: { chat: PeerId }
  folders: null
  /** The list of chats has to be read again: what changed is not told piece by piece. */
  stale: null
  /** The address book has changed, or how contacts are called. */
  contacts: null
  blocked: { id: PeerId; blocked: boolean }
  /** Another device has signed in, or one was ended. */
  devices: null
  /** Another device has agreed to let this one in: ask for the token again. */
  loginToken: null
  /** The browser has no room for what is to be kept, or has again. */
  full: boolean
  /** How a poll stands now. */
  poll: { id: string; poll?: Poll; results?: PollResults }
  /** What a link leads to is known now. */
  page: { id: string; page: Page | undefined }
  /** A secret chat, as it is now, or a message of one. */
  secretChat: SecretChat
  secretMessage: SecretMessage
  secretGone: { chat: number; ids: readonly number[] }
  secretForgotten: { chat: number }
  secretTyping: { chat: number; until: number }
  secretLock: SecretLock
  /** Something went wrong that nobody waits for. */
  trouble: { text: string }
}

export type EventName = keyof Events

/** What went wrong, as the server names it: PHONE_CODE_INVALID. FLOOD_WAIT carries seconds. */
export interface Failure {
  readonly text: string
  readonly seconds?: number
}

export type ToWorker = { readonly id: number; readonly name: CallName; readonly args: unknown } | { readonly bye: true }

export type ToPage =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: Failure }
  | { readonly event: EventName; readonly data: Events[EventName] }
