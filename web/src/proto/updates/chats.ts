import { getMarkedPeerId } from '@mtcute/core'
import { draftOf, mutedUntil } from '../wire/chat'
import type { Handlers } from './handlers'

export const chats: Handlers = {
  updateDraftMessage: (s, u) => s.emit('draft', { chat: getMarkedPeerId(u.peer), topic: u.topMsgId, draft: draftOf(u.draft) }),
  updateDialogUnreadMark: (s, u) => {
    if (u.peer._ === 'dialogPeer') s.emit('chat', { id: getMarkedPeerId(u.peer.peer), markedUnread: u.unread === true })
  },
  updateNotifySettings: (s, u) => {
    if (u.peer._ === 'notifyPeer') s.emit('chat', { id: getMarkedPeerId(u.peer.peer), muteUntil: mutedUntil(u.notifySettings) })
    if (u.peer._ === 'notifyForumTopic') s.emit('topic', { chat: getMarkedPeerId(u.peer.peer), id: u.peer.topMsgId, muteUntil: u.notifySettings.muteUntil })
  },
  updateFolderPeers: (s, u) =>
    u.folderPeers.forEach((f) => s.emit('chat', { id: getMarkedPeerId(f.peer), archived: f.folderId === 1, pinned: 0 })),
  updateNewScheduledMessage: (s, u) => {
    if (u.message._ !== 'messageEmpty') s.emit('scheduled', { chat: getMarkedPeerId(u.message.peerId) })
  },
  updateDeleteScheduledMessages: (s, u) => s.emit('scheduled', { chat: getMarkedPeerId(u.peer) }),
  updateDialogFilter: (s) => s.emit('folders', null),
  updateDialogFilters: (s) => s.emit('folders', null),
  updateDialogFilterOrder: (s) => s.emit('folders', null),
  updateDialogPinned: (s) => s.emit('stale', null),
  updatePinnedDialogs: (s) => s.emit('stale', null),
}
