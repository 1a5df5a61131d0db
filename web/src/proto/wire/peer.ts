import { toggleChannelIdMark, type tl } from '@mtcute/core'
import type { Learned, Peer, Presence } from '../../model/peer'
import { bansOf, rightsOf, untilOf } from './rights'
import { blurOf } from './stripped'

export function presenceOf(s: tl.TypeUserStatus | undefined): Presence {
  switch (s?._) {
    case 'userStatusOnline':
      return { kind: 'online', until: s.expires }
    case 'userStatusOffline':
      return { kind: 'offline', at: s.wasOnline }
    case 'userStatusRecently':
      return { kind: 'recently' }
    case 'userStatusLastWeek':
      return { kind: 'week' }
    case 'userStatusLastMonth':
      return { kind: 'month' }
    default:
      return { kind: 'unknown' }
  }
}

function facesOf(p: tl.TypeUserProfilePhoto | tl.TypeChatPhoto | undefined): Peer['photo'] {
  if (p?._ !== 'userProfilePhoto' && p?._ !== 'chatPhoto') return undefined
  return { id: p.photoId.toString(), blur: p.strippedThumb && blurOf(p.strippedThumb) }
}

export function userOf(u: tl.TypeUser): Learned | undefined {
  if (u._ !== 'user') return undefined
  const firstName = u.firstName ?? ''
  const lastName = u.lastName ?? ''
  return {
    partial: u.min === true,
    peer: {
      kind: 'user', id: u.id, firstName, lastName, name: `${firstName} ${lastName}`.trim(),
      username: u.username ?? u.usernames?.find((n) => n.active)?.username, phone: u.phone,
      self: u.self === true, contact: u.contact === true, deleted: u.deleted === true, bot: u.bot === true,
      presence: presenceOf(u.status), photo: facesOf(u.photo),
    },
  }
}

export function chatOf(c: tl.TypeChat): Learned | undefined {
  switch (c._) {
    case 'chat':
      return {
        partial: false,
        peer: {
          kind: 'group', id: -c.id, name: c.title, members: c.participantsCount, photo: facesOf(c.photo), left: c.left === true, forbidden: false,
          creator: c.creator === true, rights: rightsOf(c.adminRights), defaults: bansOf(c.defaultBannedRights), noForwards: c.noforwards === true,
          over: c.deactivated === true, became: c.migratedTo?._ === 'inputChannel' ? toggleChannelIdMark(c.migratedTo.channelId) : undefined,
        },
      }
    case 'chatForbidden':
      return { partial: false, peer: { kind: 'group', id: -c.id, name: c.title, over: false, ...shut } }
    case 'channel':
      return {
        partial: c.min === true,
        peer: {
          kind: 'channel', id: toggleChannelIdMark(c.id), name: c.title, username: c.username ?? c.usernames?.find((n) => n.active)?.username,
          broadcast: c.broadcast === true, members: c.participantsCount ?? 0, photo: facesOf(c.photo), left: c.left === true, forbidden: false,
          creator: c.creator === true, rights: rightsOf(c.adminRights), defaults: bansOf(c.defaultBannedRights), noForwards: c.noforwards === true,
          bans: bansOf(c.bannedRights), bannedUntil: untilOf(c.bannedRights), closed: c.restricted ? (c.restrictionReason?.[0]?.text ?? '') : undefined,
          slow: c.slowmodeEnabled === true, signatures: c.signatures === true, joinRequest: c.joinRequest === true, joinToSend: c.joinToSend === true,
          linked: c.hasLink === true, forum: c.forum === true,
        },
      }
    case 'channelForbidden':
      return {
        partial: false,
        peer: {
          kind: 'channel', id: toggleChannelIdMark(c.id), name: c.title, broadcast: c.broadcast === true, ...shut, bans: [], bannedUntil: c.untilDate ?? 0,
          slow: false, signatures: false, joinRequest: false, joinToSend: false, linked: false, forum: false,
        },
      }
    default:
      return undefined
  }
}

/** How a group or channel looks that is not ours to see. */
const shut = { members: 0, left: true, forbidden: true, creator: false, defaults: [], noForwards: false } as const
