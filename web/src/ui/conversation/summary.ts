import { t } from '../../lang'
import type { Message, Service } from '../../model/message'
import { self } from '../../store/account'
import { hideSpoilers } from '../../view/segments'
import { nameOfMedia } from '../media/name'
import { personName } from '../parts/name'

/** A message in one line, for the list and for quotes. */
export function summary(m: Message): string {
  if (m.service) return serviceText(m.service, m)
  const words = m.text ? hideSpoilers(m).replace(/\s+/g, ' ') : ''
  if (!m.media || m.media.kind === 'page') return words
  return words ? `${nameOfMedia(m.media)}: ${words}` : nameOfMedia(m.media)
}

/** What a service message says. */
export function serviceText(s: Service, m: Message): string {
  switch (s.kind) {
    case 'pinned':
      return m.out || m.from === self() ? t().message.youPinned : t().message.pinnedBy(personName(m.from))
    case 'cleared':
      return t().message.cleared
    case 'joined':
      return t().message.joined(personName(m.from))
    case 'unknown':
      return t().message.service
  }
}
