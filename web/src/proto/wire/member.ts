import { getMarkedPeerId, type tl } from '@mtcute/core'
import type { Member } from '../../model/group'
import { bansOf, rightsOf, untilOf } from './rights'

const plain = { role: 'member', rights: [], bans: [], until: 0, editable: true } as const

/** Somebody in a group or channel, or who was. self is who asks. */
export function memberOf(p: tl.TypeChannelParticipant | tl.TypeChatParticipant, self: number): Member | undefined {
  switch (p._) {
    case 'channelParticipantCreator':
      return { ...plain, id: p.userId, role: 'creator', rank: p.rank, rights: rightsOf(p.adminRights) ?? [], editable: p.userId === self }
    case 'chatParticipantCreator':
      return { ...plain, id: p.userId, role: 'creator', rank: p.rank, editable: p.userId === self }
    case 'channelParticipantAdmin':
      return { ...plain, id: p.userId, role: 'admin', rank: p.rank, rights: rightsOf(p.adminRights) ?? [], editable: p.canEdit === true }
    case 'chatParticipantAdmin':
      return { ...plain, id: p.userId, role: 'admin', rank: p.rank }
    case 'channelParticipantBanned': {
      const bans = bansOf(p.bannedRights)
      return { ...plain, id: getMarkedPeerId(p.peer), role: bans.includes('viewMessages') ? 'banned' : 'restricted', bans, until: untilOf(p.bannedRights) }
    }
    case 'channelParticipantLeft':
      return { ...plain, id: getMarkedPeerId(p.peer) }
    default:
      return { ...plain, id: p.userId }
  }
}
