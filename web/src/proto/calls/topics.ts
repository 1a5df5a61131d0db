import { Long, type tl } from '@mtcute/core'
import type { Message } from '../../model/message'
import type { PeerId } from '../../model/peer'
import type { Topic } from '../../model/topic'
import { Refused } from '../failure'
import type { Session } from '../session'
import { messagesOf } from '../wire/message'
import { topicFrom } from '../wire/topic'
import type { HistoryPage } from './history'

/** Topics of forums. https://core.telegram.org/api/forum */

/** Some topics, and where those begin that come after them. */
export interface TopicPage {
  readonly topics: readonly Topic[]
  readonly next?: TopicOffset
}

interface TopicOffset {
  readonly date: number
  readonly id: number
  readonly topic: number
  /** How many pinned ones came before. */
  readonly pinned: number
}

const pageSize = 100

/** Those of a forum, the latest first; with a query those whose titles have its words. */
export async function getTopics(s: Session, args: { chat: PeerId; query: string; from?: TopicOffset }): Promise<TopicPage> {
  const { chat, from } = args
  const query = args.query.trim()
  const answer = await s.call({
    _: 'messages.getForumTopics', peer: await s.peer(chat), q: query === '' ? undefined : query, offsetDate: from?.date ?? 0, offsetId: from?.id ?? 0,
    offsetTopic: from?.topic ?? 0, limit: pageSize,
  })
  const topics = topicsOf(s, chat, answer, from?.pinned ?? 0)
  const end = topics.at(-1)
  const pinned = (from?.pinned ?? 0) + topics.filter((t) => t.pinned > 0).length
  const next = end && answer.topics.length >= pageSize
    ? { date: answer.orderByCreateDate ? end.date : (end.last?.date ?? end.date), id: end.last?.id ?? 0, topic: end.id, pinned }
    : undefined
  return { topics, next }
}

/** Single ones; those that are gone are missing. */
export async function getTopicsById(s: Session, args: { chat: PeerId; ids: readonly number[] }): Promise<readonly Topic[]> {
  return topicsOf(s, args.chat, await s.call({ _: 'messages.getForumTopicsByID', peer: await s.peer(args.chat), topics: [...args.ids] }), 0)
}

function topicsOf(s: Session, chat: PeerId, answer: tl.messages.RawForumTopics, pinnedBefore: number): Topic[] {
  const last = new Map(messagesOf(answer.messages, s.self).map((m) => [m.id, m]))
  let place = pinnedBefore
  return answer.topics.flatMap((t) => (t._ === 'forumTopic' ? [topicFrom(t, chat, last.get(t.topMessage), t.pinned ? ++place : 0)] : []))
}

/** Makes one; answers its number. */
export async function makeTopic(s: Session, args: { chat: PeerId; title: string; colour: number }): Promise<number> {
  const answer = await s.change({
    _: 'messages.createForumTopic', peer: await s.peer(args.chat), title: args.title.trim(), iconColor: args.colour,
    randomId: Long.fromBits(...(crypto.getRandomValues(new Int32Array(2)) as unknown as [number, number])),
  })
  for (const u of 'updates' in answer ? answer.updates : []) {
    if (u._ === 'updateNewChannelMessage' && u.message._ === 'messageService' && u.message.action._ === 'messageActionTopicCreate') return u.message.id
  }
  throw new Refused('TOPIC_ID_INVALID')
}

/** Changes what is given. */
export async function changeTopic(s: Session, args: { chat: PeerId; id: number; title?: string; closed?: boolean; hidden?: boolean }): Promise<void> {
  const { closed, hidden } = args
  try {
    await s.change({ _: 'messages.editForumTopic', peer: await s.peer(args.chat), topicId: args.id, title: args.title?.trim(), closed, hidden })
  } catch (e) {
    if (!/_NOT_MODIFIED$/.test(Refused.of(e).text)) throw e
  }
}

export async function pinTopic(s: Session, args: { chat: PeerId; id: number; pinned: boolean }): Promise<void> {
  await s.change({ _: 'messages.updatePinnedForumTopic', peer: await s.peer(args.chat), topicId: args.id, pinned: args.pinned })
  s.emit('topics', { chat: args.chat })
}

/** Puts the pinned ones in this order. */
export async function orderTopics(s: Session, args: { chat: PeerId; ids: readonly number[] }): Promise<void> {
  await s.change({ _: 'messages.reorderPinnedForumTopics', force: true, peer: await s.peer(args.chat), order: [...args.ids] })
  s.emit('topics', { chat: args.chat })
}

/** Takes a topic away with all that was written in it. */
export async function deleteTopic(s: Session, args: { chat: PeerId; id: number }): Promise<void> {
  const peer = await s.peer(args.chat)
  for (;;) {
    const a = await s.call({ _: 'messages.deleteTopicHistory', peer, topMsgId: args.id })
    s.affected(a, args.chat)
    if (a.offset <= 0) break
  }
  s.emit('topicGone', { chat: args.chat, id: args.id })
}

/** until is in seconds since 1970; 0 ends it. */
export async function muteTopic(s: Session, args: { chat: PeerId; id: number; until: number }): Promise<void> {
  await s.call({
    _: 'account.updateNotifySettings', peer: { _: 'inputNotifyForumTopic', peer: await s.peer(args.chat), topMsgId: args.id },
    settings: { _: 'inputPeerNotifySettings', muteUntil: args.until },
  })
  s.emit('topic', { chat: args.chat, id: args.id, muteUntil: args.until })
}

/** Whether we read a forum as one conversation. */
export async function viewAsMessages(s: Session, args: { chat: PeerId; on: boolean }): Promise<void> {
  await s.change({ _: 'channels.toggleViewForumAsMessages', channel: await s.channel(args.chat), enabled: args.on })
  s.emit('chat', { id: args.chat, asMessages: args.on })
}

/** A window of a topic's messages, as getHistory gives one of a chat's. */
export async function getTopicHistory(s: Session, args: { chat: PeerId; topic: number; from: number; skip: number; limit: number }): Promise<HistoryPage> {
  const answer = await s.call({
    _: 'messages.getReplies', peer: await s.peer(args.chat), msgId: args.topic, offsetId: args.from, offsetDate: 0, addOffset: args.skip, limit: args.limit,
    maxId: 0, minId: 0, hash: Long.ZERO,
  })
  if (answer._ === 'messages.messagesNotModified') return { messages: [], count: 0 }
  const messages: Message[] = messagesOf(answer.messages, s.self).sort((a, b) => a.id - b.id)
  return { messages, count: 'count' in answer ? answer.count : messages.length }
}

export async function markTopicRead(s: Session, args: { chat: PeerId; topic: number; upTo: number }): Promise<void> {
  await s.call({ _: 'messages.readDiscussion', peer: await s.peer(args.chat), msgId: args.topic, readMaxId: args.upTo })
}

