import { getMarkedPeerId, type tl } from '@mtcute/core'
import type { Folder } from '../../model/folder'
import type { PeerId } from '../../model/peer'
import type { Text } from '../../model/text'
import type { Session } from '../session'
import { entitiesToTl } from '../wire/entity'

/** What people do with the chats in their list. */

/** until is in seconds since 1970; 0 ends it. */
export async function muteChat(s: Session, args: { chat: PeerId; until: number }): Promise<void> {
  await s.call({
    _: 'account.updateNotifySettings', peer: { _: 'inputNotifyPeer', peer: await s.peer(args.chat) },
    settings: { _: 'inputPeerNotifySettings', muteUntil: args.until },
  })
  s.emit('chat', { id: args.chat, muteUntil: args.until })
}

export async function archiveChat(s: Session, args: { chat: PeerId; archived: boolean }): Promise<void> {
  const folderId = args.archived ? 1 : 0
  await s.change({ _: 'folders.editPeerFolders', folderPeers: [{ _: 'inputFolderPeer', peer: await s.peer(args.chat), folderId }] })
  s.emit('chat', { id: args.chat, archived: args.archived, pinned: 0 })
}

export async function pinChat(s: Session, args: { chat: PeerId; pinned: boolean }): Promise<void> {
  await s.call({ _: 'messages.toggleDialogPin', peer: { _: 'inputDialogPeer', peer: await s.peer(args.chat) }, pinned: args.pinned })
  s.emit('stale', null)
}

export async function markUnread(s: Session, args: { chat: PeerId; unread: boolean }): Promise<void> {
  await s.call({ _: 'messages.markDialogUnread', peer: { _: 'inputDialogPeer', peer: await s.peer(args.chat) }, unread: args.unread })
  s.emit('chat', { id: args.chat, markedUnread: args.unread })
}

/** What is written and not sent yet, for the person's other devices. An empty text drops it. */
export async function saveDraft(s: Session, args: { chat: PeerId; topic?: number; text: Text; replyTo?: number }): Promise<void> {
  await s.call({
    _: 'messages.saveDraft', peer: await s.peer(args.chat), message: args.text.text, entities: entitiesToTl(args.text.entities),
    replyTo: (args.replyTo ?? args.topic) ? { _: 'inputReplyToMessage', replyToMsgId: args.replyTo ?? args.topic ?? 0, topMsgId: args.topic } : undefined,
  })
  const empty = args.text.text === '' && !args.replyTo
  s.emit('draft', { chat: args.chat, topic: args.topic, draft: empty ? undefined : { ...args.text, replyTo: args.replyTo, date: Math.floor(Date.now() / 1000) } })
}

export async function getFolders(s: Session, _: Record<string, never>): Promise<readonly Folder[]> {
  const answer = await s.call({ _: 'messages.getDialogFilters' })
  return answer.filters.filter((f): f is tl.RawDialogFilter => f._ === 'dialogFilter').map(folderOf)
}

export async function saveFolder(s: Session, args: Folder): Promise<void> {
  await s.call({ _: 'messages.updateDialogFilter', id: args.id, filter: await folderToTl(s, args) })
  s.emit('folders', null)
}

export async function deleteFolder(s: Session, args: { id: number }): Promise<void> {
  await s.call({ _: 'messages.updateDialogFilter', id: args.id })
  s.emit('folders', null)
}

export async function orderFolders(s: Session, args: { ids: readonly number[] }): Promise<void> {
  // The list of everything, 0, stays first.
  await s.call({ _: 'messages.updateDialogFiltersOrder', order: [0, ...args.ids] })
  s.emit('folders', null)
}

const idOf = (p: tl.TypeInputPeer, self: number): PeerId => (p._ === 'inputPeerSelf' ? self : getMarkedPeerId(p))

function folderOf(f: tl.RawDialogFilter): Folder {
  const ids = (all: readonly tl.TypeInputPeer[]): PeerId[] => all.filter((p) => p._ !== 'inputPeerEmpty').map((p) => idOf(p, 0))
  return {
    id: f.id, title: f.title.text, pinned: ids(f.pinnedPeers), include: ids(f.includePeers), exclude: ids(f.excludePeers),
    contacts: f.contacts === true, nonContacts: f.nonContacts === true, groups: f.groups === true, channels: f.broadcasts === true,
    bots: f.bots === true, withoutMuted: f.excludeMuted === true, withoutRead: f.excludeRead === true,
    withoutArchived: f.excludeArchived === true,
  }
}

async function folderToTl(s: Session, f: Folder): Promise<tl.RawDialogFilter> {
  const peers = (ids: readonly PeerId[]): Promise<tl.TypeInputPeer[]> => Promise.all(ids.map((id) => s.peer(id)))
  return {
    _: 'dialogFilter', id: f.id, title: { _: 'textWithEntities', text: f.title, entities: [] }, pinnedPeers: await peers(f.pinned),
    includePeers: await peers(f.include), excludePeers: await peers(f.exclude), contacts: f.contacts, nonContacts: f.nonContacts,
    groups: f.groups, broadcasts: f.channels, bots: f.bots, excludeMuted: f.withoutMuted, excludeRead: f.withoutRead,
    excludeArchived: f.withoutArchived,
  }
}
