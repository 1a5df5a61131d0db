import { toggleChannelIdMark, type tl } from '@mtcute/core'
import type { Learned, Peer, Presence } from '../../model/peer'
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
      return { partial: false, peer: { kind: 'group', id: -c.id, name: c.title, members: c.participantsCount, photo: facesOf(c.photo) } }
    case 'chatForbidden':
      return { partial: false, peer: { kind: 'group', id: -c.id, name: c.title, members: 0 } }
    case 'channel':
      return {
        partial: c.min === true,
        peer: {
          kind: 'channel', id: toggleChannelIdMark(c.id), name: c.title, username: c.username,
          broadcast: c.broadcast === true, members: c.participantsCount ?? 0, photo: facesOf(c.photo),
        },
      }
    case 'channelForbidden':
      return {
        partial: false,
        peer: { kind: 'channel', id: toggleChannelIdMark(c.id), name: c.title, broadcast: c.broadcast === true, members: 0 },
      }
    default:
      return undefined
  }
}
