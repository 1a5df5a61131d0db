import { getMarkedPeerId, toggleChannelIdMark, type tl } from '@mtcute/core'
import { presenceOf } from '../wire/peer'
import type { Session } from '../session'
import type { Handlers } from './handlers'

/** How long somebody counts as typing after they last said so. */
const typingSeconds = 6

export const people: Handlers = {
  updatePeerBlocked: (s, u) => s.emit('blocked', { id: getMarkedPeerId(u.peerId), blocked: u.blocked === true }),
  updateContactsReset: (s) => s.emit('contacts', null),
  updateNewAuthorization: (s) => s.emit('devices', null),
  updateUserStatus: (s, u) => s.emit('presence', { user: u.userId, presence: presenceOf(u.status) }),
  updateUserTyping: (s, u) => typing(s, u.userId, u.userId, u.action),
  updateChatUserTyping: (s, u) => typing(s, -u.chatId, getMarkedPeerId(u.fromId), u.action),
  updateChannelUserTyping: (s, u) => typing(s, toggleChannelIdMark(u.channelId), getMarkedPeerId(u.fromId), u.action, u.topMsgId),
}

function typing(s: Session, chat: number, user: number, action: tl.TypeSendMessageAction, topic?: number): void {
  const until = action._ === 'sendMessageCancelAction' ? 0 : Math.floor(Date.now() / 1000) + typingSeconds
  s.emit('typing', { chat, topic, user, until })
}
