import { getMarkedPeerId, type tl } from '@mtcute/core'
import type { Message } from '../../model/message'
import type { PeerId } from '../../model/peer'
import type { Topic } from '../../model/topic'
import { draftOf } from './chat'

/** place is the one among the pinned, from 1. https://core.telegram.org/constructor/forumTopic */
export function topicFrom(t: tl.RawForumTopic, chat: PeerId, last: Message | undefined, place: number): Topic {
  return {
    id: t.id, chat, title: t.title, colour: t.iconColor, by: getMarkedPeerId(t.fromId), mine: t.my === true, date: t.date, closed: t.closed === true,
    hidden: t.hidden === true, pinned: t.pinned ? place : 0, last, unread: t.unreadCount, mentions: t.unreadMentionsCount, readIn: t.readInboxMaxId,
    readOut: t.readOutboxMaxId, muteUntil: t.notifySettings.muteUntil, draft: draftOf(t.draft),
  }
}
