import type { Chat } from '../model/chat'
import type { Folder } from '../model/folder'
import type { Peer } from '../model/peer'
import { isMuted } from './unread'

/** Whether a chat stands in a folder. What was named counts more than what kind it is. */
export function inFolder(f: Folder, c: Chat, p: Peer | undefined, now: number): boolean {
  if (f.exclude.includes(c.id)) return false
  if (f.include.includes(c.id) || f.pinned.includes(c.id)) return true
  if (f.withoutArchived && c.archived) return false
  if (f.withoutMuted && isMuted(c, now)) return false
  if (f.withoutRead && c.unread === 0 && !c.markedUnread) return false
  switch (p?.kind) {
    case 'user':
      return p.bot ? f.bots : p.contact ? f.contacts : f.nonContacts
    case 'group':
      return f.groups
    case 'channel':
      return p.broadcast ? f.channels : f.groups
    default:
      return false
  }
}
