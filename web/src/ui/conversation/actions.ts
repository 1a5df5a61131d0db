import { t } from '../../lang'
import type { Message } from '../../model/message'
import type { PeerId } from '../../model/peer'
import { topicOf } from '../../model/topic'
import { self } from '../../store/account'
import { peer } from '../../store/peers'
import { topicIn } from '../../store/topics'
import { editableSeconds, isBroadcast, may, mayAll, mayDelete, sharable } from '../../view/rights'
import { isForum, writableIn } from '../../view/topics'
import type { Item } from '../parts/Menu'
import { reporting } from '../report/reporting'
import { quickReactions } from '../reactions/quick'
import { copy } from './copy'
import type { Talk } from './talk'

/** What can be done with a message, as its menu shows it. A feature adds its own here. */
export function actions(talk: Talk, m: Message): Item[] {
  const sent = m.sending === 'sent'
  const place = peer(m.chat)
  const free = sharable(place)
  const items: (Item | false)[] = [
    ...(sent && !m.service ? quickReactions(talk, m) : []),
    sent && !m.service && writableIn(place, isForum(place) ? topicIn(m.chat, topicOf(m)) : undefined).kind === 'yes' && { label: t().message.reply, icon: 'reply', act: () => talk.setWriting({ kind: 'new', reply: m }) },
    canEdit(m) && { label: t().common.edit, icon: 'pencil', act: () => talk.setWriting({ kind: 'edit', message: m }) },
    m.text !== '' && free && { label: t().message.copy, icon: 'copy', act: () => void copy([m]) },
    sent && !m.service && free && { label: t().message.forward, icon: 'forward', act: () => talk.ask({ kind: 'forward', messages: [m] }) },
    sent && !m.service && mayPin(m.chat) && (m.pinned
      ? { label: t().message.unpin, icon: 'pin-off', act: () => talk.ask({ kind: 'unpin', message: m }) }
      : { label: t().message.pin, icon: 'pin', act: () => talk.ask({ kind: 'pin', message: m }) }),
    sent && m.reactions?.named === true && m.reactions.counts.length > 0 && { label: t().reactions.who, icon: 'smile', act: () => talk.ask({ kind: 'reactors', message: m }) },
    sent && { label: t().message.select, icon: 'circle-check', act: () => talk.toggle(m) },
    sent && !m.out && !m.service && m.chat !== self() && { label: t().report.report, icon: 'flag', danger: true, act: () => reporting.ask({ chat: m.chat, ids: [m.id] }) },
    sent && mayDelete(place, m) && { label: t().common.delete, icon: 'trash-2', danger: true, act: () => talk.ask({ kind: 'delete', messages: [m] }) },
  ]
  return items.filter((i) => i !== false)
}

/** Whether we may pin something there, and take it down. */
export const mayPin = (chat: PeerId): boolean =>
  isBroadcast(peer(chat)) ? may(peer(chat), 'editMessages') : mayAll(peer(chat), 'pinMessages')

/** Whether something else may come in place of what a message carries. */
export const replaceable = (m: Message): boolean =>
  ((m.media?.kind === 'photo' || m.media?.kind === 'video') && !m.media.ttl) || m.media?.kind === 'file'

export const canEdit = (m: Message): boolean =>
  (m.out || (m.post === true && may(peer(m.chat), 'editMessages'))) && m.sending === 'sent' && !m.service && !m.forward && (m.text !== '' || replaceable(m)) && Date.now() / 1000 - m.date < editableSeconds
