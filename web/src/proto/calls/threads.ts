import { getMarkedPeerId, Long } from '@mtcute/core'
import type { Message } from '../../model/message'
import type { PeerId } from '../../model/peer'
import { Refused } from '../failure'
import type { Session } from '../session'
import { messagesOf } from '../wire/message'

/** Comments on the posts of a channel. https://core.telegram.org/api/discussion */

/** Where the comments on a post are: the group, and the message there that stands for the post. */
export interface Thread {
  readonly group: PeerId
  readonly root: number
}

export async function findThread(s: Session, args: { chat: PeerId; post: number }): Promise<Thread> {
  const answer = await s.call({ _: 'messages.getDiscussionMessage', peer: await s.peer(args.chat), msgId: args.post })
  const root = answer.messages.find((m) => m._ === 'message')
  if (root?._ !== 'message') throw new Refused('MESSAGE_ID_INVALID')
  return { group: getMarkedPeerId(root.peerId), root: root.id }
}

/** Some comments, the oldest first, and how many there are. */
export interface CommentPage {
  readonly messages: readonly Message[]
  readonly count: number
  readonly more: boolean
}

const pageSize = 50

/** Those before one, or with 0 the newest. */
export async function getComments(s: Session, args: { group: PeerId; root: number; before: number }): Promise<CommentPage> {
  const answer = await s.call({
    _: 'messages.getReplies', peer: await s.peer(args.group), msgId: args.root, offsetId: args.before, offsetDate: 0, addOffset: 0, limit: pageSize, maxId: 0, minId: 0,
    hash: Long.ZERO,
  })
  if (answer._ === 'messages.messagesNotModified') return { messages: [], count: 0, more: false }
  const messages = messagesOf(answer.messages, s.self).sort((a, b) => a.id - b.id)
  return { messages, count: 'count' in answer ? answer.count : messages.length, more: answer.messages.length === pageSize }
}

export async function readComments(s: Session, args: { group: PeerId; root: number; upTo: number }): Promise<void> {
  await s.call({ _: 'messages.readDiscussion', peer: await s.peer(args.group), msgId: args.root, readMaxId: args.upTo })
}
