import { t } from '../../lang'
import type { Message } from '../../model/message'
import { editableSeconds } from '../../view/rights'
import type { Item } from '../parts/Menu'
import { copy } from './copy'
import type { Talk } from './talk'

/** What can be done with a message, as its menu shows it. A feature adds its own here. */
export function actions(talk: Talk, m: Message): Item[] {
  const sent = m.sending === 'sent'
  const items: (Item | false)[] = [
    sent && !m.service && { label: t().message.reply, icon: 'reply', act: () => talk.setWriting({ kind: 'new', reply: m }) },
    canEdit(m) && { label: t().common.edit, icon: 'pencil', act: () => talk.setWriting({ kind: 'edit', message: m }) },
    m.text !== '' && { label: t().message.copy, icon: 'copy', act: () => void copy([m]) },
    sent && !m.service && { label: t().message.forward, icon: 'forward', act: () => talk.ask({ kind: 'forward', messages: [m] }) },
    sent && !m.service && (m.pinned
      ? { label: t().message.unpin, icon: 'pin-off', act: () => talk.ask({ kind: 'unpin', message: m }) }
      : { label: t().message.pin, icon: 'pin', act: () => talk.ask({ kind: 'pin', message: m }) }),
    sent && { label: t().message.select, icon: 'circle-check', act: () => talk.toggle(m) },
    sent && { label: t().common.delete, icon: 'trash-2', danger: true, act: () => talk.ask({ kind: 'delete', messages: [m] }) },
  ]
  return items.filter((i) => i !== false)
}

export const canEdit = (m: Message): boolean =>
  m.out && m.sending === 'sent' && !m.service && !m.forward && m.text !== '' && Date.now() / 1000 - m.date < editableSeconds
