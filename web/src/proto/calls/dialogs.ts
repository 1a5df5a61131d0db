import { getMarkedPeerId, Long, type tl } from '@mtcute/core'
import type { Chat } from '../../model/chat'
import type { PeerId } from '../../model/peer'
import type { Session } from '../session'
import { dialogOf } from '../wire/chat'
import { messagesOf } from '../wire/message'

/** One page of a list of chats, and where the next one starts. */
export interface ChatPage {
  readonly chats: readonly Chat[]
  readonly next?: { date: number; id: number; peer: PeerId }
}

const pageSize = 100

export async function getChats(s: Session, args: { archived: boolean; from?: ChatPage['next'] }): Promise<ChatPage> {
  const { from } = args
  const answer = await s.call({
    _: 'messages.getDialogs', limit: pageSize, hash: Long.ZERO, folderId: args.archived ? 1 : 0,
    offsetDate: from?.date ?? 0, offsetId: from?.id ?? 0, offsetPeer: from ? await s.peer(from.peer) : { _: 'inputPeerEmpty' },
  })
  if (answer._ === 'messages.dialogsNotModified') return { chats: [] }
  const chats = chatsOf(s, answer.dialogs, answer.messages)
  const end = chats.at(-1)
  const more = answer._ === 'messages.dialogsSlice' && chats.length >= pageSize && end?.last
  return { chats, next: more ? { date: more.date, id: more.id, peer: more.chat } : undefined }
}

/** A single conversation, also one that has no message yet. */
export async function getChat(s: Session, args: { id: PeerId }): Promise<Chat | undefined> {
  const answer = await s.call({
    _: 'messages.getPeerDialogs', peers: [{ _: 'inputDialogPeer', peer: await s.peer(args.id) }],
  })
  return chatsOf(s, answer.dialogs, answer.messages)[0]
}

function chatsOf(s: Session, dialogs: readonly tl.TypeDialog[], messages: readonly tl.TypeMessage[]): Chat[] {
  const last = new Map(messagesOf(messages, s.self).map((m) => [`${m.chat} ${m.id}`, m]))
  let place = 0
  const real = dialogs.filter((d): d is tl.RawDialog => d._ === 'dialog')
  for (const d of real) if (d.pts !== undefined) s.follow(getMarkedPeerId(d.peer), d.pts)
  return real
    .map((d) => dialogOf(d, last.get(`${getMarkedPeerId(d.peer)} ${d.topMessage}`), d.pinned ? ++place : 0))
}
