import type { tl } from '@mtcute/core'
import type { Importer, Invite, InvitePreview, InviteRules } from '../../model/group'
import type { PeerId } from '../../model/peer'
import { Refused } from '../failure'
import type { Session } from '../session'
import { blurOf } from '../wire/stripped'
import { chatIn, refresh } from './groups'

/** Links by which people come in. https://core.telegram.org/api/invites */

/** What a link leads to: a chat that we are in or may look at, or what there is to see before one comes in. */
export type LinkTarget = { readonly chat: PeerId } | { readonly preview: InvitePreview }

export async function lookAtInvite(s: Session, args: { hash: string }): Promise<LinkTarget> {
  const answer = await s.call({ _: 'messages.checkChatInvite', hash: args.hash })
  if (answer._ !== 'chatInvite') return { chat: chatIn({ _: 'updates', updates: [], users: [], chats: [answer.chat], date: 0, seq: 0 }) }
  const thumb = answer.photo._ === 'photo' ? answer.photo.sizes.find((z) => z._ === 'photoStrippedSize') : undefined
  return {
    preview: {
      title: answer.title, about: answer.about ?? '', members: answer.participantsCount, broadcast: answer.broadcast === true, request: answer.requestNeeded === true,
      blur: thumb?._ === 'photoStrippedSize' ? blurOf(thumb.bytes) : undefined,
    },
  }
}

/** Comes in by a link; undefined is that the admins were asked. */
export async function useInvite(s: Session, args: { hash: string }): Promise<PeerId | undefined> {
  try {
    const answer = await s.call({ _: 'messages.importChatInvite', hash: args.hash })
    if (answer._ !== 'messages.chatInviteJoinResultOk') throw new Refused('CHAT_INVALID')
    await s.take(answer.updates)
    const chat = chatIn(answer.updates)
    await refresh(s, chat)
    return chat
  } catch (e) {
    const { text } = Refused.of(e)
    if (text === 'INVITE_REQUEST_SENT') return undefined
    if (text === 'USER_ALREADY_PARTICIPANT') {
      const target = await lookAtInvite(s, args)
      if ('chat' in target) return target.chat
    }
    throw e
  }
}

/** The links that we made, or those of another admin. */
export async function getInvites(s: Session, args: { chat: PeerId; revoked: boolean }): Promise<readonly Invite[]> {
  const answer = await s.call({
    _: 'messages.getExportedChatInvites', peer: await s.peer(args.chat), adminId: { _: 'inputUserSelf' }, revoked: args.revoked, limit: 100,
  })
  return answer.invites.map((i) => inviteOf(i, s.self)).filter((i) => i !== undefined)
}

export async function makeInvite(s: Session, args: { chat: PeerId } & InviteRules): Promise<void> {
  await s.call({
    _: 'messages.exportChatInvite', peer: await s.peer(args.chat), title: args.title.trim() || undefined, expireDate: args.expires || undefined,
    usageLimit: args.limit || undefined, requestNeeded: args.request,
  })
  s.emit('group', { chat: args.chat })
}

/** Makes the link that has no limits. The one that there was before goes. */
export async function makeMainInvite(s: Session, args: { chat: PeerId }): Promise<void> {
  await s.call({ _: 'messages.exportChatInvite', peer: await s.peer(args.chat), legacyRevokePermanent: true })
  s.emit('group', { chat: args.chat })
}

export async function editInvite(s: Session, args: { chat: PeerId; link: string } & InviteRules): Promise<void> {
  await s.call({
    _: 'messages.editExportedChatInvite', peer: await s.peer(args.chat), link: args.link, title: args.title.trim(), expireDate: args.expires, usageLimit: args.limit,
    requestNeeded: args.request,
  })
}

/** Nobody comes in by it any more. A permanent one is replaced by another. */
export async function revokeInvite(s: Session, args: { chat: PeerId; link: string }): Promise<void> {
  await s.call({ _: 'messages.editExportedChatInvite', peer: await s.peer(args.chat), link: args.link, revoked: true })
  s.emit('group', { chat: args.chat })
}

export async function deleteInvite(s: Session, args: { chat: PeerId; link: string }): Promise<void> {
  await s.call({ _: 'messages.deleteExportedChatInvite', peer: await s.peer(args.chat), link: args.link })
}

export interface ImporterPage {
  readonly people: readonly Importer[]
  readonly count: number
}

/** Who came by a link, or with requested who asks to be let in; after is the last one of the page before. */
export async function getImporters(s: Session, args: { chat: PeerId; link?: string; requested: boolean; after?: Importer }): Promise<ImporterPage> {
  const { after } = args
  const answer = await s.call({
    _: 'messages.getChatInviteImporters', peer: await s.peer(args.chat), link: args.link, requested: args.requested, offsetDate: after?.date ?? 0,
    offsetUser: after ? await s.user(after.user) : { _: 'inputUserEmpty' }, limit: 50,
  })
  return {
    count: answer.count,
    people: answer.importers.map((i) => ({ user: i.userId, date: i.date, about: i.about ?? '', by: i.approvedBy })),
  }
}

/** Lets somebody in who asks, or does not; without a name, everybody. */
export async function answerRequest(s: Session, args: { chat: PeerId; user?: PeerId; yes: boolean }): Promise<void> {
  const peer = await s.peer(args.chat)
  await s.change(args.user === undefined
    ? { _: 'messages.hideAllChatJoinRequests', peer, approved: args.yes }
    : { _: 'messages.hideChatJoinRequest', peer, userId: await s.user(args.user), approved: args.yes })
  s.emit('group', { chat: args.chat })
}

function inviteOf(i: tl.TypeExportedChatInvite, self: number): Invite | undefined {
  if (i._ !== 'chatInviteExported') return undefined
  return {
    link: i.link, title: i.title ?? '', own: i.adminId === self, revoked: i.revoked === true, main: i.permanent === true, request: i.requestNeeded === true,
    expires: i.expireDate ?? 0, limit: i.usageLimit ?? 0, used: i.usage ?? 0, waiting: i.requested ?? 0,
  }
}
