import { getMarkedPeerId, toggleChannelIdMark, type tl } from '@mtcute/core'
import type { Forward, Message, Reactions, Replies, Reply } from '../../model/message'
import { entitiesOf } from './entity'
import { mediaOf } from './media'
import { serviceOf } from './service'

export function messageOf(m: tl.TypeMessage, self: number): Message | undefined {
  if (m._ === 'messageEmpty') return undefined
  const chat = getMarkedPeerId(m.peerId)
  const out = m.out === true
  const from = m.fromId ? getMarkedPeerId(m.fromId) : out && !m.post ? self : chat
  const mention = m.mentioned && m.mediaUnread ? true : undefined
  const topic = m._ === 'messageService' && m.action._ === 'messageActionTopicCreate' ? m.id : topicIn(m.replyTo)
  const base = { id: m.id, chat, from, out, date: m.date, sending: 'sent', silent: m.silent, post: m.post, mention, topic } as const
  if (m._ === 'messageService') return { ...base, text: '', entities: [], reply: replyOf(m.replyTo), service: serviceOf(m.action) }
  return {
    ...base,
    text: m.message,
    entities: entitiesOf(m.entities),
    editDate: m.editHide ? undefined : m.editDate,
    reply: replyOf(m.replyTo),
    forward: m.fwdFrom && forwardOf(m.fwdFrom),
    media: m.media && mediaOf(m.media, { chat, message: m.id, date: m.date }),
    album: m.groupedId?.toString(),
    unheard: m.mediaUnread,
    pinned: m.pinned,
    author: m.postAuthor,
    views: m.views,
    replies: m.replies && repliesOf(m.replies),
    reactions: m.reactions && reactionsOf(m.reactions),
  }
}

export const messagesOf = (all: readonly tl.TypeMessage[], self: number): Message[] =>
  all.map((m) => messageOf(m, self)).filter((m) => m !== undefined)

/** What a message of a topic answers is the topic's first one, unless it answers another. */
function topicIn(r: tl.TypeMessageReplyHeader | undefined): number | undefined {
  return r?._ === 'messageReplyHeader' && r.forumTopic ? (r.replyToTopId ?? r.replyToMsgId) : undefined
}

function replyOf(r: tl.TypeMessageReplyHeader | undefined): Reply | undefined {
  if (r?._ !== 'messageReplyHeader' || r.replyToMsgId === undefined || r.replyToMsgId === topicIn(r)) return undefined
  return { id: r.replyToMsgId, quote: r.quote ? r.quoteText : undefined, top: r.replyToTopId, chat: r.replyToPeerId && getMarkedPeerId(r.replyToPeerId) }
}

function forwardOf(f: tl.TypeMessageFwdHeader): Forward {
  return { from: f.fromId && getMarkedPeerId(f.fromId), name: f.fromName, date: f.date }
}

function repliesOf(r: tl.RawMessageReplies): Replies {
  return { count: r.replies, group: r.comments && r.channelId !== undefined ? toggleChannelIdMark(r.channelId) : undefined }
}

/** https://core.telegram.org/constructor/messageReactions */
export function reactionsOf(r: tl.RawMessageReactions): Reactions {
  return {
    counts: r.results.flatMap((c) => (c.reaction._ === 'reactionEmoji' ? [{ emoji: c.reaction.emoticon, count: c.count, own: c.chosenOrder !== undefined }] : [])),
    named: r.canSeeList === true,
    shared: r.min,
    fresh: r.recentReactions?.some((p) => p.unread) === true || undefined,
  }
}
