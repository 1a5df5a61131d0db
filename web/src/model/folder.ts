import type { PeerId } from './peer'

/** A folder of the chat list: chats that were named, and kinds of chats. */
export interface Folder {
  readonly id: number
  readonly title: string
  readonly pinned: readonly PeerId[]
  readonly include: readonly PeerId[]
  readonly exclude: readonly PeerId[]
  readonly contacts: boolean
  readonly nonContacts: boolean
  readonly groups: boolean
  readonly channels: boolean
  readonly bots: boolean
  readonly withoutMuted: boolean
  readonly withoutRead: boolean
  readonly withoutArchived: boolean
}
