import { strippedPhotoToJpg } from '@mtcute/core/utils.js'

/** A picture of a few hundred bytes that stands for the real one until that is here, as a data: URL. */
export function blurOf(stripped: Uint8Array): string | undefined {
  if (stripped.length < 4 || stripped[0] !== 1) return undefined
  return `data:image/jpeg;base64,${btoa(String.fromCharCode(...strippedPhotoToJpg(stripped)))}`
}
