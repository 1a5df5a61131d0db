import { getMarkedPeerId, Long, type tl, toggleChannelIdMark } from '@mtcute/core'
import type { GroupFull, Member } from '../../model/group'
import { isChannel, type PeerId } from '../../model/peer'
import { Refused } from '../failure'
import type { Session } from '../session'
import { saveSmall } from '../uploads'
import { memberOf } from '../wire/member'

/** Making groups and channels, coming in and going out, and what there is to know of one. */

/** A new group or channel, and who could not be added. */
export interface Made {
  readonly id: PeerId
  readonly missing: readonly PeerId[]
}

/**
 * Makes a group of people. What is public, or has nobody in it yet, has to be a supergroup, or is a channel.
 * https://core.telegram.org/api/channel
 */
export async function makeGroup(
  s: Session,
  args: { title: string; about: string; users: readonly PeerId[]; broadcast: boolean; username: string; picture?: Blob },
): Promise<Made> {
  const title = args.title.trim()
  const about = args.about.trim()
  const username = args.username.trim()
  const simple = !args.broadcast && username === '' && args.users.length > 0
  let made: Made
  if (simple) {
    const answer = await s.call({ _: 'messages.createChat', title, users: await Promise.all(args.users.map((u) => s.user(u))) })
    await s.take(answer.updates)
    made = { id: chatIn(answer.updates), missing: answer.missingInvitees.map((m) => m.userId) }
    if (about !== '') await s.call({ _: 'messages.editChatAbout', peer: await s.peer(made.id), about })
  } else {
    const id = chatIn(await s.change({ _: 'channels.createChannel', title, about, broadcast: args.broadcast, megagroup: !args.broadcast }))
    const channel = await s.channel(id)
    if (username !== '') {
      await s.call({ _: 'channels.updateUsername', channel, username }).catch(async (e: unknown) => {
        await s.change({ _: 'channels.deleteChannel', channel }) // or each attempt at a name would leave one
        throw e
      })
    }
    made = { id, missing: args.users.length > 0 ? await inviteAll(s, id, args.users) : [] }
  }
  if (args.picture) await setChatPhoto(s, { chat: made.id, picture: args.picture })
  await refresh(s, made.id)
  return made
}

/** Adds people; answers who could not be. */
export async function inviteAll(s: Session, chat: PeerId, users: readonly PeerId[]): Promise<PeerId[]> {
  if (isChannel(chat)) {
    const answer = await s.call({ _: 'channels.inviteToChannel', channel: await s.channel(chat), users: await Promise.all(users.map((u) => s.user(u))) })
    await s.take(answer.updates)
    return answer.missingInvitees.map((m) => m.userId)
  }
  const missing: PeerId[] = []
  for (const u of users) {
    const answer = await s.call({ _: 'messages.addChatUser', chatId: -chat, userId: await s.user(u), fwdLimit: 100 })
    await s.take(answer.updates)
    missing.push(...answer.missingInvitees.map((m) => m.userId))
  }
  return missing
}

/** Without a picture the photo goes. */
export async function setChatPhoto(s: Session, args: { chat: PeerId; picture?: Blob }): Promise<void> {
  const photo: tl.TypeInputChatPhoto = args.picture
    ? { _: 'inputChatUploadedPhoto', file: await saveSmall(s, args.picture) }
    : { _: 'inputChatPhotoEmpty' }
  await s.change(isChannel(args.chat)
    ? { _: 'channels.editPhoto', channel: await s.channel(args.chat), photo }
    : { _: 'messages.editChatPhoto', chatId: -args.chat, photo })
}

/** Has the pages told how a group or channel stands now. */
export async function refresh(s: Session, chat: PeerId): Promise<void> {
  await s.call(isChannel(chat)
    ? { _: 'channels.getChannels', id: [await s.channel(chat)] }
    : { _: 'messages.getChats', id: [-chat] })
  s.emit('standing', { chat })
}

/** Which chat an answer is about. */
export function chatIn(u: tl.TypeUpdates): PeerId {
  const first = 'chats' in u ? u.chats[0] : undefined
  if (!first || first._ === 'chatEmpty') throw new Refused('CHAT_INVALID')
  return first._ === 'chat' || first._ === 'chatForbidden' ? -first.id : toggleChannelIdMark(first.id)
}

export async function joinPublic(s: Session, args: { chat: PeerId }): Promise<'in' | 'asked'> {
  try {
    const answer = await s.call({ _: 'channels.joinChannel', channel: await s.channel(args.chat) })
    if (answer._ === 'messages.chatInviteJoinResultOk') await s.take(answer.updates)
  } catch (e) {
    if (Refused.of(e).text === 'INVITE_REQUEST_SENT') return 'asked'
    throw e
  }
  await refresh(s, args.chat)
  return 'in'
}

/** Goes out; a basic group leaves the list, too. With forAll it ends for everybody. */
export async function leaveGroup(s: Session, args: { chat: PeerId; forAll: boolean }): Promise<void> {
  if (isChannel(args.chat)) {
    const channel = await s.channel(args.chat)
    await s.change(args.forAll ? { _: 'channels.deleteChannel', channel } : { _: 'channels.leaveChannel', channel })
    s.emit('standing', { chat: args.chat })
    return
  }
  if (args.forAll) {
    await s.call({ _: 'messages.deleteChat', chatId: -args.chat })
  } else {
    await s.change({ _: 'messages.deleteChatUser', chatId: -args.chat, userId: { _: 'inputUserSelf' } }).catch((e: unknown) => {
      if (!/^(USER_NOT_PARTICIPANT|CHAT_ID_INVALID|PEER_ID_INVALID)/.test(Refused.of(e).text)) throw e // we are out already
    })
  }
  const peer = await s.peer(args.chat)
  for (;;) {
    const a = await s.call({ _: 'messages.deleteHistory', peer, maxId: 0, revoke: false })
    s.affected(a)
    if (a.offset <= 0) break
  }
  s.emit('stale', null)
}

/** What there is to know of a group or channel. */
export async function getGroup(s: Session, args: { chat: PeerId }): Promise<GroupFull> {
  const { chat } = args
  const answer = await s.call(isChannel(chat)
    ? { _: 'channels.getFullChannel', channel: await s.channel(chat) }
    : { _: 'messages.getFullChat', chatId: -chat })
  const full = answer.fullChat
  const online = await s.call({ _: 'messages.getOnlines', peer: await s.peer(chat) }).then((o) => o.onlines, () => 0)
  const link = full.exportedInvite?._ === 'chatInviteExported' ? full.exportedInvite.link : undefined
  const common = { id: chat, reactions: allowedOf(full.availableReactions), about: full.about, link, requests: full.requestsPending ?? 0, online }
  if (full._ === 'chatFull') {
    const all: Member[] = full.participants._ === 'chatParticipants'
      ? full.participants.participants.map((p) => memberOf(p, s.self)).filter((m) => m !== undefined)
      : []
    return { ...common, members: all.length, seesMembers: all.length > 0, slow: 0, next: 0, hiddenHistory: false, all }
  }
  s.follow(chat, full.pts)
  return {
    ...common, members: full.participantsCount ?? 0, admins: full.adminsCount, removed: full.kickedCount, restricted: full.bannedCount,
    seesMembers: full.canViewParticipants === true, linked: full.linkedChatId && toggleChannelIdMark(full.linkedChatId),
    slow: full.slowmodeSeconds ?? 0, next: full.slowmodeNextSendDate ?? 0, hiddenHistory: full.hiddenPrehistory === true, seesStats: full.canViewStats,
    sendAs: full.defaultSendAs && getMarkedPeerId(full.defaultSendAs),
    migratedFrom: full.migratedFromChatId && -full.migratedFromChatId,
  }
}

/** https://core.telegram.org/type/ChatReactions */
function allowedOf(r: tl.TypeChatReactions | undefined): GroupFull['reactions'] {
  if (r?._ === 'chatReactionsAll') return 'all'
  return r?._ === 'chatReactionsSome' ? r.reactions.flatMap((x) => (x._ === 'reactionEmoji' ? [x.emoticon] : [])) : []
}

/** Somebody looks at a channel that they are not in: they hear of what happens there as long as they do. */
export async function openChannel(s: Session, args: { chat: PeerId }): Promise<void> {
  const { fullChat } = await s.call({ _: 'channels.getFullChannel', channel: await s.channel(args.chat) })
  if (fullChat._ === 'channelFull') s.client.notifyChannelOpened(toggleChannelIdMark(args.chat), fullChat.pts)
}

export async function closeChannel(s: Session, args: { chat: PeerId }): Promise<void> {
  s.client.notifyChannelClosed(toggleChannelIdMark(args.chat))
}

/** Counts that posts are looked at, and tells how often they were. */
export async function seen(s: Session, args: { chat: PeerId; ids: readonly number[] }): Promise<void> {
  const answer = await s.call({ _: 'messages.getMessagesViews', peer: await s.peer(args.chat), id: [...args.ids], increment: true })
  const views = new Map<number, number>()
  answer.views.forEach((v, i) => {
    const id = args.ids[i]
    if (id !== undefined && v.views !== undefined) views.set(id, v.views)
  })
  s.emit('views', { chat: args.chat, views })
}

/** The next message that mentions us and was not looked at; undefined if there is none. */
export async function nextMention(s: Session, args: { chat: PeerId; topic?: number }): Promise<number | undefined> {
  const answer = await s.call({
    _: 'messages.getUnreadMentions', peer: await s.peer(args.chat), topMsgId: args.topic, offsetId: 1, addOffset: -10, limit: 10, maxId: 0, minId: 0,
  })
  return answer._ === 'messages.messagesNotModified' ? undefined : answer.messages.map((m) => m.id).sort((a, b) => a - b)[0]
}

/** Notes that mentions were looked at. */
export async function seenMentions(s: Session, args: { chat: PeerId; ids: readonly number[] }): Promise<void> {
  const id = [...args.ids]
  if (isChannel(args.chat)) await s.call({ _: 'channels.readMessageContents', channel: await s.channel(args.chat), id })
  else s.affected(await s.call({ _: 'messages.readMessageContents', id }))
  s.emit('heard', { chat: args.chat, ids: id })
}

/** Groups that a channel's posts may be discussed in. */
export async function getDiscussionGroups(s: Session, _: Record<string, never>): Promise<readonly PeerId[]> {
  const { chats } = await s.call({ _: 'channels.getGroupsForDiscussion' })
  return chats.flatMap((c) => (c._ === 'chat' ? [-c.id] : c._ === 'channel' ? [toggleChannelIdMark(c.id)] : []))
}

/** Who is told of by a name that begins so, for "@". */
export async function findMembers(s: Session, args: { chat: PeerId; query: string }): Promise<readonly PeerId[]> {
  const { chat, query } = args
  if (!isChannel(chat)) {
    const { fullChat } = await s.call({ _: 'messages.getFullChat', chatId: -chat })
    if (fullChat._ !== 'chatFull' || fullChat.participants._ !== 'chatParticipants') return []
    return fullChat.participants.participants.map((p) => p.userId)
  }
  const answer = await s.call({
    _: 'channels.getParticipants', channel: await s.channel(chat), filter: { _: 'channelParticipantsMentions', q: query }, offset: 0, limit: 30, hash: Long.ZERO,
  })
  if (answer._ !== 'channels.channelParticipants') return []
  return answer.participants.flatMap((p) => ('userId' in p ? [p.userId] : 'peer' in p ? [getMarkedPeerId(p.peer)] : []))
}
