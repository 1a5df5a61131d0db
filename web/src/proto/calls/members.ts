import { Long, type tl } from '@mtcute/core'
import type { AdminRight, Ban, Member, MemberKind } from '../../model/group'
import { isChannel, type PeerId } from '../../model/peer'
import { Refused } from '../failure'
import type { Session } from '../session'
import { memberOf } from '../wire/member'
import { bansToTl, rightsToTl } from '../wire/rights'
import { inviteAll, refresh } from './groups'

/** Who is in a group or channel, and what each may do. */

/** Some of the members, and how many there are of the kind. */
export interface MemberPage {
  readonly members: readonly Member[]
  readonly count: number
}

/** The server tells at most 200 at once. */
export async function getMembers(s: Session, args: { chat: PeerId; kind: MemberKind; query: string; offset: number; limit: number }): Promise<MemberPage> {
  const q = args.query.trim()
  const filters: Record<MemberKind, tl.TypeChannelParticipantsFilter> = {
    members: q === '' ? { _: 'channelParticipantsRecent' } : { _: 'channelParticipantsSearch', q },
    admins: { _: 'channelParticipantsAdmins' },
    restricted: { _: 'channelParticipantsBanned', q },
    banned: { _: 'channelParticipantsKicked', q },
  }
  const answer = await s.call({
    _: 'channels.getParticipants', channel: await s.channel(args.chat), filter: filters[args.kind], offset: args.offset, limit: args.limit, hash: Long.ZERO,
  })
  if (answer._ !== 'channels.channelParticipants') return { members: [], count: 0 }
  return { members: answer.participants.map((p) => memberOf(p, s.self)).filter((m) => m !== undefined), count: answer.count }
}

/** One member as they stand now; undefined is nobody. */
export async function getMember(s: Session, args: { chat: PeerId; user: PeerId }): Promise<Member | undefined> {
  try {
    const answer = await s.call({ _: 'channels.getParticipant', channel: await s.channel(args.chat), participant: await s.peer(args.user) })
    return memberOf(answer.participant, s.self)
  } catch (e) {
    if (Refused.of(e).text === 'USER_NOT_PARTICIPANT') return undefined
    throw e
  }
}

/** Adds people; answers who could not be. */
export async function addMembers(s: Session, args: { chat: PeerId; users: readonly PeerId[] }): Promise<readonly PeerId[]> {
  const missing = await inviteAll(s, args.chat, args.users)
  s.emit('group', { chat: args.chat })
  return missing
}

/** Makes somebody an admin, or with no rights nobody in particular. In a basic group all admins have the same rights. */
export async function setAdmin(s: Session, args: { chat: PeerId; user: PeerId; rights: readonly AdminRight[]; rank: string }): Promise<void> {
  if (isChannel(args.chat)) {
    await s.change({
      _: 'channels.editAdmin', channel: await s.channel(args.chat), userId: await s.user(args.user), adminRights: rightsToTl(args.rights), rank: args.rank.trim(),
    })
  } else {
    await s.call({ _: 'messages.editChatAdmin', chatId: -args.chat, userId: await s.user(args.user), isAdmin: args.rights.length > 0 })
  }
  s.emit('group', { chat: args.chat })
}

/** Forbids somebody something until then (seconds since 1970, 0 is for ever); nothing forbidden takes it back. */
export async function setBans(s: Session, args: { chat: PeerId; user: PeerId; bans: readonly Ban[]; until: number }): Promise<void> {
  await s.change({
    _: 'channels.editBanned', channel: await s.channel(args.chat), participant: await s.peer(args.user), bannedRights: bansToTl(args.bans, args.until),
  })
  s.emit('group', { chat: args.chat })
}

/** Takes somebody out of a basic group. */
export async function removeMember(s: Session, args: { chat: PeerId; user: PeerId }): Promise<void> {
  await s.change({ _: 'messages.deleteChatUser', chatId: -args.chat, userId: await s.user(args.user) })
  s.emit('group', { chat: args.chat })
}

/** What those who are not admins may not do. */
export async function setDefaults(s: Session, args: { chat: PeerId; bans: readonly Ban[] }): Promise<void> {
  try {
    await s.change({ _: 'messages.editChatDefaultBannedRights', peer: await s.peer(args.chat), bannedRights: bansToTl(args.bans, 0) })
  } catch (e) {
    if (Refused.of(e).text !== 'CHAT_NOT_MODIFIED') throw e
  }
  await refresh(s, args.chat)
}
