import type { tl } from '@mtcute/core'
import type { PeerId } from '../../model/peer'
import type { Text } from '../../model/text'
import type { Session } from '../session'

/** What people do with messages that are there. */

export async function editMessage(s: Session, args: { chat: PeerId; id: number; text: Text; scheduled?: number }): Promise<void> {
  await s.change({
    _: 'messages.editMessage', peer: await s.peer(args.chat), id: args.id, message: args.text.text,
    entities: (await s.entities(args.text.entities)) ?? [], scheduleDate: args.scheduled,
  })
  if (args.scheduled) s.emit('scheduled', { chat: args.chat })
}

/** Deletes for oneself, or for everybody. */
export async function deleteMessages(s: Session, args: { chat: PeerId; ids: readonly number[]; forAll: boolean }): Promise<void> {
  const peer = await s.peer(args.chat)
  const id = [...args.ids]
  if (peer._ === 'inputPeerChannel') {
    s.affected(await s.call({ _: 'channels.deleteMessages', channel: channelOf(peer), id }), args.chat)
    s.emit('deleted', { chat: args.chat, ids: id })
    return
  }
  s.affected(await s.call({ _: 'messages.deleteMessages', id, revoke: args.forAll }))
  s.emit('deleted', { ids: id })
}

export async function pinMessage(s: Session, args: { chat: PeerId; id: number; pinned: boolean; forAll: boolean }): Promise<void> {
  await s.change({
    _: 'messages.updatePinnedMessage', peer: await s.peer(args.chat), id: args.id, unpin: !args.pinned, pmOneside: !args.forAll, silent: true,
  })
  s.emit('pinned', { chat: args.chat, ids: [args.id], pinned: args.pinned })
}

export async function unpinAll(s: Session, args: { chat: PeerId }): Promise<void> {
  s.affected(await s.call({ _: 'messages.unpinAllMessages', peer: await s.peer(args.chat) }), args.chat)
  s.emit('pinned', { chat: args.chat, ids: [], pinned: false })
}

/** Empties a chat; with forAll for the other side, too. With gone the chat leaves the list. */
export async function clearHistory(s: Session, args: { chat: PeerId; forAll: boolean; gone: boolean }): Promise<void> {
  const peer = await s.peer(args.chat)
  for (;;) {
    const a = await s.call({ _: 'messages.deleteHistory', peer, maxId: 0, revoke: args.forAll, justClear: !args.gone })
    s.affected(a)
    if (a.offset <= 0) break
  }
  s.emit('stale', null)
}

const channelOf = (p: tl.RawInputPeerChannel): tl.RawInputChannel =>
  ({ _: 'inputChannel', channelId: p.channelId, accessHash: p.accessHash })
