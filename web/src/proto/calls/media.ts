import { Long, type tl } from '@mtcute/core'
import type { Page, Photo } from '../../model/media'
import type { Message } from '../../model/message'
import type { PeerId } from '../../model/peer'
import type { Session } from '../session'
import { saveSmall } from '../uploads'
import { textToBytes } from '../wire/base64'
import { long, pageOf, photoOf } from '../wire/media'
import { messagesOf } from '../wire/message'

/** What of a chat's media is looked for. */
export type MediaKind = 'pictures' | 'files' | 'links' | 'voice' | 'music'

const filters: Record<MediaKind, tl.TypeMessagesFilter> = {
  pictures: { _: 'inputMessagesFilterPhotoVideo' },
  files: { _: 'inputMessagesFilterDocument' },
  links: { _: 'inputMessagesFilterUrl' },
  voice: { _: 'inputMessagesFilterRoundVoice' },
  music: { _: 'inputMessagesFilterMusic' },
}

const pageSize = 50

/** The media of a chat, newest first, before a message (0 for the newest). */
export async function getShared(s: Session, args: { chat: PeerId; kind: MediaKind; before: number }): Promise<readonly Message[]> {
  const answer = await s.call({
    _: 'messages.search', peer: await s.peer(args.chat), q: '', filter: filters[args.kind], minDate: 0, maxDate: 0, offsetId: args.before,
    addOffset: 0, limit: pageSize, maxId: 0, minId: 0, hash: Long.ZERO,
  })
  return answer._ === 'messages.messagesNotModified' ? [] : messagesOf(answer.messages, s.self)
}

/** How many there are of each kind. */
export async function countShared(s: Session, args: { chat: PeerId }): Promise<Record<MediaKind, number>> {
  const kinds = Object.keys(filters) as MediaKind[]
  const found = await s.call({ _: 'messages.getSearchCounters', peer: await s.peer(args.chat), filters: kinds.map((k) => filters[k]) })
  const by = new Map(found.map((c) => [c.filter._, c.count]))
  return Object.fromEntries(kinds.map((k) => [k, by.get(filters[k]._) ?? 0])) as Record<MediaKind, number>
}

/** Notes that we listened to a voice note, or looked at what destroys itself. */
export async function markHeard(s: Session, args: { chat: PeerId; id: number }): Promise<void> {
  const peer = await s.peer(args.chat)
  if (peer._ === 'inputPeerChannel') {
    const channel = { _: 'inputChannel', channelId: peer.channelId, accessHash: peer.accessHash } as const
    await s.call({ _: 'channels.readMessageContents', channel, id: [args.id] })
  } else {
    s.affected(await s.call({ _: 'messages.readMessageContents', id: [args.id] }))
    s.emit('heard', { ids: [args.id] }) // it is told to our other devices only
  }
}

/** Chooses answers of a poll; none takes the vote back. */
export async function vote(s: Session, args: { chat: PeerId; id: number; options: readonly string[] }): Promise<void> {
  await s.change({ _: 'messages.sendVote', peer: await s.peer(args.chat), msgId: args.id, options: args.options.map(textToBytes) })
}

/** Who chose an answer of a poll that is open. */
export async function getVoters(s: Session, args: { chat: PeerId; id: number; option: string }): Promise<readonly PeerId[]> {
  const answer = await s.call({
    _: 'messages.getPollVotes', peer: await s.peer(args.chat), id: args.id, option: textToBytes(args.option), limit: 50,
  })
  return answer.votes.flatMap((v) => (v.peer._ === 'peerUser' ? [v.peer.userId] : []))
}

/** What a text's first link leads to, where the server looks at such things. */
export async function previewLink(s: Session, args: { text: string }): Promise<Page | undefined> {
  const { media } = await s.call({ _: 'messages.getWebPagePreview', message: args.text })
  return media._ === 'messageMediaWebPage' && media.webpage._ === 'webPage'
    ? pageOf(media.webpage, { chat: s.self, message: 0, date: 0 })
    : undefined
}

/** The photos of somebody, the newest first. */
export async function getPhotos(s: Session, args: { id: PeerId }): Promise<readonly Photo[]> {
  const answer = await s.call({ _: 'photos.getUserPhotos', userId: await s.user(args.id), offset: 0, maxId: Long.ZERO, limit: 80 })
  return answer.photos.flatMap((p) => (p._ === 'photo' ? [photoOf(p, { chat: args.id, message: 0, date: 0 })] : []))
}

/** Makes a picture ours. */
export async function setPhoto(s: Session, args: { picture: Blob }): Promise<void> {
  await s.call({ _: 'photos.uploadProfilePhoto', file: await saveSmall(s, args.picture) })
  await tellSelf(s)
}

/** Takes our photo away; the one before it shows. */
export async function removePhoto(s: Session, args: { photo: Photo }): Promise<void> {
  const f = args.photo.file
  if (!f) return
  await s.call({ _: 'photos.deletePhotos', id: [{ _: 'inputPhoto', id: long(f.id), accessHash: long(f.hash), fileReference: textToBytes(f.ref) }] })
  await tellSelf(s)
}

async function tellSelf(s: Session): Promise<void> {
  s.learn({ users: await s.call({ _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] }), chats: [] })
}
