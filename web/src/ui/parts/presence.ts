import { t } from '../../lang'
import { ago } from '../../lang/format'
import type { Channel, Group, PeerId, Presence } from '../../model/peer'
import { group } from '../../store/groups'
import { peer } from '../../store/peers'
import { typingIn } from '../../store/typing'
import { personName } from './name'

/** The line under a name: when somebody was last here, or how many there are. */
export function presenceText(id: PeerId): string {
  const p = peer(id)
  switch (p?.kind) {
    case 'user':
      return p.bot || p.deleted || p.self ? '' : lastSeen(p.presence)
    case 'group':
    case 'channel':
      return p.forbidden ? '' : membersText(p)
    default:
      return ''
  }
}

function membersText(p: Group | Channel): string {
  const g = group(p.id)
  const count = g?.members || p.members
  if (count === 0) return p.kind === 'channel' && p.broadcast ? t().group.channel : t().group.group
  if (p.kind === 'channel' && p.broadcast) return t().chat.subscribers(count)
  const members = t().chat.members(count)
  return g && g.online > 1 ? t().group.online(members, g.online) : members
}

/** Who types in a chat now, or in a topic of it; '' if nobody does. */
export function typingText(id: PeerId, topic?: number): string {
  const who = typingIn(id, topic)
  const [a, b] = who.map(personName)
  if (a === undefined) return ''
  if (id > 0) return t().chat.typing
  if (who.length > 2) return t().group.typing.many(who.length)
  return b === undefined ? t().group.typing.one(a) : t().group.typing.two(a, b)
}

function lastSeen(s: Presence): string {
  switch (s.kind) {
    case 'online':
      return s.until > Date.now() / 1000 ? t().chat.online : t().chat.lastSeen(ago(s.until))
    case 'offline':
      return t().chat.lastSeen(ago(s.at))
    case 'recently':
      return t().chat.recently
    case 'week':
      return t().chat.week
    case 'month':
      return t().chat.month
    case 'unknown':
      return t().chat.longAgo
  }
}
