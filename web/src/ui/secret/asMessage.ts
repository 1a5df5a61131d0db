import type { Media } from '../../model/media'
import type { Message } from '../../model/message'
import { opensFirst, type SecretMessage } from '../../model/secret'
import type { PeerId } from '../../model/peer'
import { self } from '../../store/account'

/** A message of a secret chat as what shows media of other chats knows one. local are the bytes, when they are here. */
export function asMessage(m: SecretMessage, peer: PeerId, local: Blob | undefined): Message {
  return {
    id: m.id, chat: m.chat, from: m.out ? self() : peer, out: m.out, date: m.date, text: m.text, entities: m.entities,
    sending: m.state === 'sending' ? 'sending' : 'sent', outbox: m.state === 'sending' ? `secret ${m.chat} ${m.id}` : undefined,
    media: mediaOf(m, local), album: m.album,
  }
}

function mediaOf(m: SecretMessage, local: Blob | undefined): Media | undefined {
  if (!m.media) return undefined
  const { kind, name, mime, bytes, width, height, blur, duration = 0, waveform = [], round, animated } = m.media
  const ttl = !m.out && opensFirst(m) && m.ends === undefined ? m.ttl : undefined
  if (kind === 'photo') return { kind, width, height, blur, sizes: [], local, ttl }
  if (kind === 'video') return { kind, width, height, blur, sizes: [], local, ttl, duration, name, mime, bytes, round, animated }
  if (kind === 'voice') return { kind, duration, waveform, mime, bytes, local, ttl }
  return undefined
}
