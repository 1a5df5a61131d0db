import { getMarkedPeerId, toggleChannelIdMark } from '@mtcute/core'
import type { Handlers } from './handlers'

export const topics: Handlers = {
  updatePinnedForumTopic: (s, u) => s.emit('topics', { chat: getMarkedPeerId(u.peer) }),
  updatePinnedForumTopics: (s, u) => s.emit('topics', { chat: getMarkedPeerId(u.peer) }),
  updateReadChannelDiscussionInbox: (s, u) => s.emit('topicReadIn', { chat: toggleChannelIdMark(u.channelId), topic: u.topMsgId, upTo: u.readMaxId }),
  updateReadChannelDiscussionOutbox: (s, u) => s.emit('topicReadOut', { chat: toggleChannelIdMark(u.channelId), topic: u.topMsgId, upTo: u.readMaxId }),
  updateChannelViewForumAsMessages: (s, u) => s.emit('chat', { id: toggleChannelIdMark(u.channelId), asMessages: u.enabled }),
}
