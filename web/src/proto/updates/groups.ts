import { toggleChannelIdMark } from '@mtcute/core'
import type { Handlers } from './handlers'

/** Groups and channels: who is in them, and what they allow. */
export const groups: Handlers = {
  updateChannel: (s, u) => s.emit('standing', { chat: toggleChannelIdMark(u.channelId) }),
  updateChat: (s, u) => s.emit('standing', { chat: -u.chatId }),
  updateChatParticipants: (s, u) => s.emit('group', { chat: -u.participants.chatId }),
  updateChatParticipantAdd: (s, u) => s.emit('group', { chat: -u.chatId }),
  updateChatParticipantDelete: (s, u) => s.emit('group', { chat: -u.chatId }),
  updateChatParticipantAdmin: (s, u) => s.emit('group', { chat: -u.chatId }),
  updateChatDefaultBannedRights: (s, u) => {
    if (u.peer._ !== 'peerUser') s.emit('standing', { chat: u.peer._ === 'peerChat' ? -u.peer.chatId : toggleChannelIdMark(u.peer.channelId) })
  },
  updatePendingJoinRequests: (s, u) => {
    if (u.peer._ !== 'peerUser') s.emit('group', { chat: u.peer._ === 'peerChat' ? -u.peer.chatId : toggleChannelIdMark(u.peer.channelId) })
  },
}
