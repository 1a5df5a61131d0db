import { getMarkedPeerId, type tl } from '@mtcute/core'
import type { Chat, Draft } from '../../model/chat'
import type { Message } from '../../model/message'
import { entitiesOf } from './entity'

export const mutedUntil = (n: tl.TypePeerNotifySettings): number => n.muteUntil ?? 0

export function draftOf(d: tl.TypeDraftMessage | undefined): Draft | undefined {
  if (d?._ !== 'draftMessage') return undefined
  const to = d.replyTo?._ === 'inputReplyToMessage' ? d.replyTo : undefined
  const replyTo = to && to.replyToMsgId !== to.topMsgId ? to.replyToMsgId : undefined
  // A draft that is only the topic it belongs to.
  if (d.message === '' && replyTo === undefined && to !== undefined) return undefined
  return { text: d.message, entities: entitiesOf(d.entities), date: d.date, replyTo }
}

/** place is the one among the pinned, from 1. */
export function dialogOf(d: tl.RawDialog, last: Message | undefined, place: number): Chat {
  return {
    id: getMarkedPeerId(d.peer),
    last,
    unread: d.unreadCount,
    mentions: d.unreadMentionsCount,
    readIn: d.readInboxMaxId,
    readOut: d.readOutboxMaxId,
    markedUnread: d.unreadMark === true,
    pinned: d.pinned ? place : 0,
    archived: d.folderId === 1,
    muteUntil: mutedUntil(d.notifySettings),
    draft: draftOf(d.draft),
    asMessages: d.viewForumAsMessages,
  }
}
