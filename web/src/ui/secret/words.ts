import { t } from '../../lang'
import { lasting } from '../../lang/format'
import type { SecretChat, SecretMessage, SecretService } from '../../model/secret'
import { hideSpoilers } from '../../view/segments'
import { nameOfMedia } from '../media/name'
import { personName } from '../parts/name'
import { asMessage } from './asMessage'

/** What a line of the log says that nobody wrote. */
export function serviceText(s: SecretService, m: SecretMessage, peer: number): string {
  const words = t().secret
  const name = personName(peer)
  switch (s.kind) {
    case 'begun':
      return words.begun
    case 'keyChanged':
      return words.keyChanged
    case 'screenshot':
      return words.screenshot(name)
    case 'unsupported':
      return words.unsupported
    case 'timer':
      if (s.seconds === 0) return m.out ? words.timerOffOwn : words.timerOff(name)
      return m.out ? words.timerSetOwn(lasting(s.seconds)) : words.timerSet(name, lasting(s.seconds))
  }
}

/** A message in one line. */
export function summary(m: SecretMessage, peer: number): string {
  if (m.service) return serviceText(m.service, m, peer)
  const words = hideSpoilers(m).replace(/\s+/g, ' ')
  const shown = asMessage(m, peer, undefined).media
  const what = shown ? nameOfMedia(shown) : m.media && (m.media.name || t().secret.file)
  return [what, words].filter(Boolean).join(': ')
}

/** What the list and the head say of a chat that cannot be written in. */
export function phaseText(c: SecretChat): string {
  const words = t().secret
  switch (c.phase) {
    case 'asked':
      return words.asked(personName(c.peer))
    case 'invited':
      return words.invitedShort
    case 'accepting':
      return words.accepting
    case 'over':
      return words.overShort
    case 'ready':
      return ''
  }
}
