import { Long } from '@mtcute/core'
import type { Message } from '../../model/message'
import type { PeerId } from '../../model/peer'
import type { Session } from '../session'
import { messagesOf } from '../wire/message'

/** What the server shall send later, the first one first. */
export async function getScheduled(s: Session, args: { chat: PeerId }): Promise<readonly Message[]> {
  const answer = await s.call({ _: 'messages.getScheduledHistory', peer: await s.peer(args.chat), hash: Long.ZERO })
  return answer._ === 'messages.messagesNotModified' ? [] : messagesOf(answer.messages, s.self).sort((a, b) => a.date - b.date)
}

export async function sendScheduledNow(s: Session, args: { chat: PeerId; id: number }): Promise<void> {
  await s.change({ _: 'messages.sendScheduledMessages', peer: await s.peer(args.chat), id: [args.id] })
  s.emit('scheduled', { chat: args.chat })
}

export async function deleteScheduled(s: Session, args: { chat: PeerId; id: number }): Promise<void> {
  await s.change({ _: 'messages.deleteScheduledMessages', peer: await s.peer(args.chat), id: [args.id] })
  s.emit('scheduled', { chat: args.chat })
}
