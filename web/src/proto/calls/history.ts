import { Long } from '@mtcute/core'
import type { Message } from '../../model/message'
import type { PeerId } from '../../model/peer'
import type { Session } from '../session'
import { messagesOf } from '../wire/message'

/** Messages of a chat, oldest first, and how many the chat has. */
export interface HistoryPage {
  readonly messages: readonly Message[]
  readonly count: number
}

/**
 * A window of limit messages around from: skip newer ones lie before it. from = 0 is the end. With skip = -limit/2 half of them
 * are newer than from.
 * https://core.telegram.org/api/offsets
 */
export async function getHistory(s: Session, args: { chat: PeerId; from: number; skip: number; limit: number }): Promise<HistoryPage> {
  const answer = await s.call({
    _: 'messages.getHistory', peer: await s.peer(args.chat), offsetId: args.from, offsetDate: 0, addOffset: args.skip,
    limit: args.limit, maxId: 0, minId: 0, hash: Long.ZERO,
  })
  if (answer._ === 'messages.messagesNotModified') return { messages: [], count: 0 }
  const messages = messagesOf(answer.messages, s.self).reverse()
  return { messages, count: 'count' in answer ? answer.count : messages.length }
}

/** Single messages, for quotes whose message is not loaded. */
export async function getMessages(s: Session, args: { chat: PeerId; ids: readonly number[] }): Promise<readonly Message[]> {
  const id = args.ids.map((id) => ({ _: 'inputMessageID', id }) as const)
  const peer = await s.peer(args.chat)
  const answer = await s.call(peer._ === 'inputPeerChannel'
    ? { _: 'channels.getMessages', channel: { _: 'inputChannel', channelId: peer.channelId, accessHash: peer.accessHash }, id }
    : { _: 'messages.getMessages', id })
  return answer._ === 'messages.messagesNotModified' ? [] : messagesOf(answer.messages, s.self)
}

/** Tells the other side that everything up to a message was read. */
export async function markRead(s: Session, args: { chat: PeerId; upTo: number }): Promise<void> {
  const peer = await s.peer(args.chat)
  if (peer._ === 'inputPeerChannel') {
    await s.call({
      _: 'channels.readHistory', channel: { _: 'inputChannel', channelId: peer.channelId, accessHash: peer.accessHash }, maxId: args.upTo,
    })
    return
  }
  s.affected(await s.call({ _: 'messages.readHistory', peer, maxId: args.upTo }))
}

export async function setTyping(s: Session, args: { chat: PeerId; topic?: number; typing: boolean }): Promise<void> {
  const action = args.typing ? { _: 'sendMessageTypingAction' } as const : { _: 'sendMessageCancelAction' } as const
  await s.call({ _: 'messages.setTyping', peer: await s.peer(args.chat), topMsgId: args.topic, action })
}
