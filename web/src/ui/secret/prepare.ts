import type { SecretFile, SecretMedia } from '../../model/secret'
import type { Sendable } from '../../store/outbox'
import { draw, toBlob } from '../attach/look'

/** The longest side of the small picture that goes within the message. */
const small = 90

/** Makes a file ready for a secret chat: it brings along a small picture of its own, as no server can make one. */
export async function prepare({ file, blob, thumb, text }: Sendable): Promise<SecretFile> {
  const { kind, name, mime, width, height, duration, waveform } = file
  const media: SecretMedia = { kind, name: kind === 'photo' ? 'photo.jpg' : name, mime, bytes: blob.size, width, height, duration: duration || undefined, waveform }
  const seen = kind === 'photo' ? blob : kind === 'video' ? thumb : undefined
  if (!seen) return { blob, media, text }
  const bitmap = await createImageBitmap(seen)
  const little = draw(bitmap, bitmap.width, bitmap.height, small)
  bitmap.close()
  return {
    blob, text, media: { ...media, blur: little.toDataURL('image/jpeg', 0.5) },
    thumb: { blob: await toBlob(little, 0.6), width: little.width, height: little.height },
  }
}
