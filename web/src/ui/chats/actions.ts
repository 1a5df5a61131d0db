import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { self } from '../../store/account'
import { chat } from '../../store/chats'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { readUpTo, tell } from '../../store/reading'
import { isMuted } from '../../view/unread'
import type { Item } from '../parts/Menu'
import { reporting } from '../report/reporting'
import { deleting } from './deleting'

/** "For ever", as the protocol writes it. */
const forEver = 0x7fffffff

/** Does something whose effect is told by an event; what the server refuses is told there, too. */
const quietly = (done: Promise<unknown>): void => void done.catch(() => {})

/** What can be done with a chat, as its menu in the list shows it. */
export function chatActions(id: PeerId): Item[] {
  const c = chat(id)
  if (!c) return []
  const unread = c.unread > 0 || c.markedUnread
  const muted = isMuted(c, Date.now() / 1000)
  const items: (Item | false)[] = [
    unread
      ? { label: t().chats.markRead, icon: 'check-check', act: () => (c.last ? readUpTo(id, c.last.id) : quietly(call('markUnread', { chat: id, unread: false }))) }
      : { label: t().chats.markUnread, icon: 'mail', act: () => quietly(tell(id).then(() => call('markUnread', { chat: id, unread: true }))) },
    { label: c.pinned ? t().chats.unpin : t().chats.pin, icon: c.pinned ? 'pin-off' : 'pin', act: () => quietly(call('pinChat', { chat: id, pinned: !c.pinned })) },
    id !== self() && {
      label: muted ? t().chats.unmute : t().chats.mute, icon: muted ? 'bell' : 'bell-off',
      act: () => quietly(call('muteChat', { chat: id, until: muted ? 0 : forEver })),
    },
    id !== self() && {
      label: c.archived ? t().chats.unarchive : t().chats.archive, icon: c.archived ? 'archive-restore' : 'archive',
      act: () => quietly(call('archiveChat', { chat: id, archived: !c.archived })),
    },
    reportable(id) && { label: t().report.report, icon: 'flag', danger: true, act: () => reporting.ask({ chat: id, ids: [] }) },
    { label: endLabel(id), icon: id < 0 ? 'log-out' : 'trash-2', danger: true, act: () => deleting.ask(id) },
  ]
  return items.filter((i) => i !== false)
}

/** Others may be reported, and groups that are not one's own. */
export function reportable(id: PeerId): boolean {
  const p = peer(id)
  return id !== self() && p !== undefined && (p.kind === 'user' || !(p.creator || p.forbidden))
}

/** From a group one goes; a chat goes itself. */
export function endLabel(id: PeerId): string {
  const p = peer(id)
  if (p?.kind === 'channel') return p.broadcast ? t().group.leave.channel : t().group.leave.group
  return p?.kind === 'group' && !p.left && !p.over ? t().group.leave.group : t().chats.delete
}
