import { lazy, type Component } from 'solid-js'
import { ChatList } from '../chats/ChatList'

/** What the left column can show. A feature adds a line; each one but the first is loaded when it is first opened. */
export const lefts = {
  chats: ChatList,
  archived: lazy(async () => ({ default: (await import('../chats/ArchivedList')).ArchivedList })),
  settings: lazy(async () => ({ default: (await import('../settings/Settings')).Settings })),
  contacts: lazy(async () => ({ default: (await import('../contacts/Contacts')).Contacts })),
  newGroup: lazy(async () => ({ default: (await import('../newgroup/NewGroup')).NewGroup })),
  newChannel: lazy(async () => ({ default: (await import('../newgroup/NewGroup')).NewChannel })),
  new: lazy(async () => ({ default: (await import('../newchat/NewChat')).NewChat })),
} satisfies Record<string, Component>

export type LeftName = keyof typeof lefts
