import { t } from '../../lang'
import type { Message, Service } from '../../model/message'
import { self } from '../../store/account'
import { hideSpoilers } from '../../view/segments'
import { personName } from '../parts/name'

/** A message in one line, for the list and for quotes. */
export function summary(m: Message): string {
  if (m.service) return serviceText(m.service, m)
  if (m.text) return hideSpoilers(m).replace(/\s+/g, ' ')
  return m.media ? t().message.unsupported : ''
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
