import type { SecretMessage } from '../../model/secret'
import { fileOf } from './file'
import type { Row } from './shelf'
import { secondsOf, type Happening } from './state'
import type { DecryptedMessage, TypeDecryptedMessageMedia } from './tl_gen'
import { attributesOf, captionOf, entitiesOfSecret, entitiesToSecret, mediaOf } from './wire'

/** A message of the other side, as it is kept. */
export function rowOf(chat: number, id: number, h: Extract<Happening, { kind: 'received' }>, proves: boolean): Row {
  const m = h.message
  const text = captionOf(m)
  const k = fileOf(m.media)
  return {
    chat, id, name: String(m.randomId), out: false, date: h.date, state: 'sent', ttl: m.ttl, text, entities: entitiesOfSecret(m.entities, text),
    reply: m.replyToRandomId === undefined ? undefined : String(m.replyToRandomId), media: mediaOf(m.media), album: m.groupedId ? String(m.groupedId) : undefined, file: h.file, key: k?.key, iv: k?.iv,
    proof: proves ? h.proof : undefined, provable: proves ? true : undefined,
  }
}

/** What is told in the log besides what people say. */
export function served(chat: number, id: number, h: Happening): Row | undefined {
  const line = (service: NonNullable<Row['service']>, date = secondsOf(Date.now())): Row =>
    ({ chat, id, name: '', out: false, date, state: 'sent', ttl: 0, text: '', entities: [], service })
  switch (h.kind) {
    case 'established':
      return line({ kind: 'begun' })
    case 'keyChanged':
      return line({ kind: 'keyChanged' })
    case 'screenshot':
      return line({ kind: 'screenshot' }, h.date)
    case 'unsupported':
      return line({ kind: 'unsupported' }, h.date)
    case 'ttl':
      return line({ kind: 'timer', seconds: h.seconds }, h.date)
    default:
      return undefined
  }
}

/** Without what pages never see. */
export function shown({ file: _f, key: _k, iv: _i, thumb: _t, proof: _p, ...message }: Row): SecretMessage {
  return message
}

/** What goes out for a message with a file, but for the file's key. */
export function mediaSaid(r: Row): DecryptedMessage {
  const { media, thumb } = r
  if (!media) throw new Error('a message without a file')
  const none = { key: new Uint8Array(), iv: new Uint8Array(), caption: r.text }
  const small = { thumb: thumb?.bytes ?? new Uint8Array(), thumbW: thumb?.width ?? 0, thumbH: thumb?.height ?? 0 }
  const said: TypeDecryptedMessageMedia = media.kind === 'photo'
    ? { _: 'decryptedMessageMediaPhoto', ...small, w: media.width, h: media.height, size: 0, ...none }
    : { _: 'decryptedMessageMediaDocument', ...small, mimeType: media.mime, size: 0n, attributes: attributesOf(media), ...none }
  return {
    _: 'decryptedMessage', randomId: BigInt(r.name), ttl: r.ttl, message: r.text, entities: entitiesToSecret(r.entities), media: said,
    groupedId: r.album === undefined ? undefined : BigInt(r.album), replyToRandomId: r.reply === undefined ? undefined : BigInt(r.reply),
  }
}
