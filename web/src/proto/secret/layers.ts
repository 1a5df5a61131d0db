import { minLayer } from './state'
import type {
  DecryptedMessage, DecryptedMessageMediaDocument46, TypeDecryptedMessage, TypeDecryptedMessageAction, TypeMessageEntity,
} from './tl_gen'

/** The layer in which entities came that the oldest does not have. */
function layerOf(e: TypeMessageEntity): number {
  switch (e._) {
    case 'messageEntityUnderline':
    case 'messageEntityStrike':
    case 'messageEntityBlockquote':
      return 101
    case 'messageEntitySpoiler':
    case 'messageEntityCustomEmoji':
      return 144
    default:
      return minLayer
  }
}

/** Says a message in a layer: entities that it lacks are left out, and a document that it could not measure in 64 bits is measured in 32. */
export function lower(m: DecryptedMessage, layer: number): DecryptedMessage {
  const entities = m.entities?.filter((e) => layerOf(e) <= layer)
  const out = { ...m, flags: 0, entities: entities && entities.length > 0 ? entities : undefined }
  if (m.media?._ !== 'decryptedMessageMediaDocument' || layer >= 143) return out
  const size = Number(m.media.size > 0x7fffffffn ? 0x7fffffffn : m.media.size)
  return { ...out, media: { ...m.media, _: 'decryptedMessageMediaDocument46', size } satisfies DecryptedMessageMediaDocument46 }
}

/** Says a message of an older layer as the newest does, or returns the action that it is. */
export function raise(x: TypeDecryptedMessage): { readonly message: DecryptedMessage } | { readonly action: TypeDecryptedMessageAction } {
  if (x._ === 'decryptedMessageService' || x._ === 'decryptedMessageService8') return { action: x.action }
  const { randomId, message, media } = x
  const m: DecryptedMessage = x._ === 'decryptedMessage' ? x : {
    _: 'decryptedMessage', randomId, message, media, ttl: x._ === 'decryptedMessage8' ? 0 : x.ttl,
    ...(x._ === 'decryptedMessage46' && { entities: x.entities, viaBotName: x.viaBotName, replyToRandomId: x.replyToRandomId }),
  }
  const d = m.media
  return { message: d?._ === 'decryptedMessageMediaDocument46' ? { ...m, media: { ...d, _: 'decryptedMessageMediaDocument', size: BigInt(d.size) } } : m }
}
