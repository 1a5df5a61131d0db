import type { SecretFile } from '../../model/secret'
import { draw, toBlob } from '../attach/look'

const pictures = /^image\/(jpeg|png|webp|gif|bmp|avif)$/
/** The longest sides of a photo and of the small one that goes within the message. */
const side = 1600
const small = 90

/** Makes a file ready to be sent. A photo is drawn anew, so that nothing goes along of where and with what it was taken. */
export async function prepare(file: File, as: 'picture' | 'file'): Promise<SecretFile> {
  const plain: SecretFile = {
    blob: file, media: { kind: 'file', name: file.name, mime: file.type || 'application/octet-stream', bytes: file.size, width: 0, height: 0 },
  }
  if (as !== 'picture' || !pictures.test(file.type)) return plain
  try {
    const bitmap = await createImageBitmap(file)
    const canvas = draw(bitmap, bitmap.width, bitmap.height, side)
    const blob = await toBlob(canvas, 0.85)
    const little = draw(bitmap, bitmap.width, bitmap.height, small)
    const thumb = { blob: await toBlob(little, 0.6), width: little.width, height: little.height }
    bitmap.close()
    const media = { kind: 'photo', name: 'photo.jpg', mime: 'image/jpeg', bytes: blob.size, width: canvas.width, height: canvas.height, blur: little.toDataURL('image/jpeg', 0.5) } as const
    return { blob, media, thumb }
  } catch {
    return plain // what cannot be opened is a plain file
  }
}
