import { getMarkedPeerId, toggleChannelIdMark, type tl } from '@mtcute/core'
import type { Session } from '../session'
import { messageOf, reactionsOf } from '../wire/message'
import { pageOf, pollOf, resultsOf } from '../wire/media'
import type { Handlers } from './handlers'

export const messages: Handlers = {
  updateNewMessage: (s, u) => told(s, u.message),
  updateNewChannelMessage: (s, u) => told(s, u.message),
  updateEditMessage: (s, u) => edited(s, u.message),
  updateEditChannelMessage: (s, u) => edited(s, u.message),
  updateDeleteMessages: (s, u) => {
    if (u.messages.length > 0) s.emit('deleted', { ids: u.messages })
  },
  updateDeleteChannelMessages: (s, u) => {
    if (u.messages.length > 0) s.emit('deleted', { chat: toggleChannelIdMark(u.channelId), ids: u.messages })
  },
  updateReadHistoryInbox: (s, u) => s.emit('readIn', { chat: getMarkedPeerId(u.peer), upTo: u.maxId, unread: u.stillUnreadCount }),
  updateReadHistoryOutbox: (s, u) => s.emit('readOut', { chat: getMarkedPeerId(u.peer), upTo: u.maxId }),
  updateReadChannelInbox: (s, u) =>
    s.emit('readIn', { chat: toggleChannelIdMark(u.channelId), upTo: u.maxId, unread: u.stillUnreadCount }),
  updateReadChannelOutbox: (s, u) => s.emit('readOut', { chat: toggleChannelIdMark(u.channelId), upTo: u.maxId }),
  updateMessageReactions: (s, u) => s.emit('reactions', { chat: getMarkedPeerId(u.peer), id: u.msgId, reactions: reactionsOf(u.reactions) }),
  updateMessagePoll: (s, u) => s.emit('poll', { id: u.pollId.toString(), poll: u.poll && pollOf(u.poll, u.results), results: resultsOf(u.results) }),
  updateWebPage: (s, u) => page(s, u.webpage),
  updateChannelWebPage: (s, u) => page(s, u.webpage),
  updateReadMessagesContents: (s, u) => s.emit('heard', { ids: u.messages }),
  updateChannelReadMessagesContents: (s, u) => s.emit('heard', { chat: toggleChannelIdMark(u.channelId), ids: u.messages }),
  updateChannelMessageViews: (s, u) => s.emit('views', { chat: toggleChannelIdMark(u.channelId), views: new Map([[u.id, u.views]]) }),
  updatePinnedMessages: (s, u) => s.emit('pinned', { chat: getMarkedPeerId(u.peer), ids: u.messages, pinned: u.pinned === true }),
  updatePinnedChannelMessages: (s, u) =>
    s.emit('pinned', { chat: toggleChannelIdMark(u.channelId), ids: u.messages, pinned: u.pinned === true }),
}

function told(s: Session, m: tl.TypeMessage): void {
  const message = messageOf(m, s.self)
  if (message) s.emit('message', message)
}

function edited(s: Session, m: tl.TypeMessage): void {
  const message = messageOf(m, s.self)
  if (message) s.emit('edited', message)
}

/** The message that the page stands in is not named, so references of its picture cannot be renewed: the message is asked for again. */
function page(s: Session, p: tl.TypeWebPage): void {
  if (p._ === 'webPage') s.emit('page', { id: p.id.toString(), page: pageOf(p, { chat: 0, message: 0, date: 0 }) })
  else if (p._ === 'webPageEmpty') s.emit('page', { id: p.id.toString(), page: undefined })
}
