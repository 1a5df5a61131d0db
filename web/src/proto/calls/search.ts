import { Long, type tl } from '@mtcute/core'
import type { Message } from '../../model/message'
import type { PeerId } from '../../model/peer'
import type { Session } from '../session'
import { messagesOf } from '../wire/message'

/** What was found, newest first, and how many there are in all. */
export interface Found {
  readonly messages: readonly Message[]
  readonly count: number
}

const pageSize = 40

export async function searchChat(s: Session, args: { chat: PeerId; topic?: number; query: string; before: number }): Promise<Found> {
  return inChat(s, args.chat, args.topic, args.query, { _: 'inputMessagesFilterEmpty' }, args.before)
}

export async function getPinned(s: Session, args: { chat: PeerId; topic?: number }): Promise<Found> {
  return inChat(s, args.chat, args.topic, '', { _: 'inputMessagesFilterPinned' }, 0)
}

async function inChat(s: Session, chat: PeerId, topMsgId: number | undefined, q: string, filter: tl.TypeMessagesFilter, before: number): Promise<Found> {
  return foundOf(s, await s.call({
    _: 'messages.search', peer: await s.peer(chat), topMsgId, q, filter, minDate: 0, maxDate: 0, offsetId: before, addOffset: 0, limit: pageSize,
    maxId: 0, minId: 0, hash: Long.ZERO,
  }))
}

/** In all chats. */
export async function searchAll(s: Session, args: { query: string }): Promise<Found> {
  return foundOf(s, await s.call({
    _: 'messages.searchGlobal', q: args.query, filter: { _: 'inputMessagesFilterEmpty' }, minDate: 0, maxDate: 0, offsetRate: 0,
    offsetPeer: { _: 'inputPeerEmpty' }, offsetId: 0, limit: pageSize,
  }))
}

/** The first message of a chat, or of a topic of one, at or after a time; undefined if there is none. */
export async function findByDate(s: Session, args: { chat: PeerId; topic?: number; date: number }): Promise<number | undefined> {
  const where = { peer: await s.peer(args.chat), offsetId: 0, offsetDate: args.date, addOffset: -1, limit: 1, maxId: 0, minId: 0, hash: Long.ZERO }
  const answer = await s.call(args.topic === undefined ? { _: 'messages.getHistory', ...where } : { _: 'messages.getReplies', msgId: args.topic, ...where })
  return answer._ === 'messages.messagesNotModified' ? undefined : answer.messages[0]?.id
}

function foundOf(s: Session, answer: tl.messages.TypeMessages): Found {
  if (answer._ === 'messages.messagesNotModified') return { messages: [], count: 0 }
  const messages = messagesOf(answer.messages, s.self)
  return { messages, count: 'count' in answer ? answer.count : messages.length }
}
