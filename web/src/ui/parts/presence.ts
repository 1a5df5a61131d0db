import { t } from '../../lang'
import { ago } from '../../lang/format'
import type { PeerId, Presence } from '../../model/peer'
import { peer } from '../../store/peers'

/** The line under a name: when somebody was last here, or how many there are. */
export function presenceText(id: PeerId): string {
  const p = peer(id)
  switch (p?.kind) {
    case 'user':
      return p.bot || p.deleted || p.self ? '' : lastSeen(p.presence)
    case 'group':
      return t().chat.members(p.members)
    case 'channel':
      return p.members === 0 ? '' : p.broadcast ? t().chat.subscribers(p.members) : t().chat.members(p.members)
    default:
      return ''
  }
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
