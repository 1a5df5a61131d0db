import type { OutFile } from '../../model/media'

/** A file that is about to be sent: what it is, and how it looks meanwhile. */
export interface Looked {
  readonly blob: Blob
  readonly thumb?: Blob
  readonly file: OutFile
}

const pictures = /^image\/(jpeg|png|webp)$/
/** The longest side of a photo that was made smaller. */
const smallSide = 1280
const quality = 0.85
const thumbSide = 320
/** How long a browser may take to open a video before it is sent as a plain file, in milliseconds. */
const patience = 10_000

/** Finds out what a file is. What the browser cannot open goes as a plain file. */
export async function look(file: File, as: 'picture' | 'file'): Promise<Looked> {
  const plain: Looked = {
    blob: file,
    file: { kind: 'file', name: file.name, mime: file.type || 'application/octet-stream', bytes: file.size, width: 0, height: 0, duration: 0 },
  }
  try {
    if (as === 'picture' && pictures.test(file.type)) return await photo(plain)
    if (as === 'picture' && file.type.startsWith('video/')) return await video(plain)
    if (file.type.startsWith('audio/')) return { ...plain, file: { ...plain.file, duration: await lengthOf(file) } }
  } catch {
    // what cannot be opened is a plain file
  }
  return plain
}

async function photo(plain: Looked): Promise<Looked> {
  const bitmap = await createImageBitmap(plain.blob)
  const { width, height } = bitmap
  const blur = draw(bitmap, width, height, 24).toDataURL('image/jpeg', 0.5)
  bitmap.close()
  // What is a hundred times longer than wide is no photo to a server.
  if (Math.max(width, height) > 20 * Math.min(width, height)) return plain
  return { ...plain, file: { ...plain.file, kind: 'photo', width, height, blur } }
}

/** Draws a photo anew, smaller, without what its file says besides: where and when it was taken. If the file grew by that it stays, unless it must be drawn. */
export async function smaller(l: Looked, must = false): Promise<Looked> {
  const bitmap = await createImageBitmap(l.blob)
  const canvas = draw(bitmap, bitmap.width, bitmap.height, smallSide)
  bitmap.close()
  const blob = await toBlob(canvas, quality)
  if (blob.size >= l.blob.size && !must) return l
  return { ...l, blob, file: { ...l.file, mime: 'image/jpeg', bytes: blob.size, width: canvas.width, height: canvas.height } }
}

async function video(plain: Looked): Promise<Looked> {
  const v = document.createElement('video')
  v.muted = true
  v.playsInline = true
  v.preload = 'auto'
  v.src = URL.createObjectURL(plain.blob)
  try {
    await happens(v, 'loadeddata')
    const { videoWidth: width, videoHeight: height, duration } = v
    if (!(width > 0 && height > 0 && Number.isFinite(duration))) return plain
    v.currentTime = Math.min(0.5, duration / 2)
    await happens(v, 'seeked')
    const thumb = await toBlob(draw(v, width, height, thumbSide), 0.8)
    const blur = draw(v, width, height, 24).toDataURL('image/jpeg', 0.5)
    return { ...plain, thumb, file: { ...plain.file, kind: 'video', width, height, duration, blur } }
  } finally {
    URL.revokeObjectURL(v.src)
    v.removeAttribute('src')
  }
}

async function lengthOf(file: Blob): Promise<number> {
  const a = new Audio(URL.createObjectURL(file))
  try {
    await happens(a, 'loadedmetadata')
    return Number.isFinite(a.duration) ? a.duration : 0
  } finally {
    URL.revokeObjectURL(a.src)
  }
}

function happens(on: HTMLMediaElement, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('too slow')), patience)
    on.addEventListener(event, () => {
      clearTimeout(timer)
      resolve()
    }, { once: true })
    on.addEventListener('error', () => reject(new Error('cannot be opened')), { once: true })
  })
}

/** Draws a picture with its longer side no longer than so many pixels. */
export function draw(what: CanvasImageSource, width: number, height: number, side: number): HTMLCanvasElement {
  const scale = Math.min(1, side / Math.max(width, height))
  const c = document.createElement('canvas')
  c.width = Math.max(1, Math.round(width * scale))
  c.height = Math.max(1, Math.round(height * scale))
  const g = c.getContext('2d')
  if (g) {
    g.fillStyle = '#fff' // JPEG has no transparency
    g.fillRect(0, 0, c.width, c.height)
    g.imageSmoothingQuality = 'high'
    g.drawImage(what, 0, 0, c.width, c.height)
  }
  return c
}

export function toBlob(c: HTMLCanvasElement, q: number): Promise<Blob> {
  return new Promise((resolve, reject) => c.toBlob((b) => (b ? resolve(b) : reject(new Error('no picture'))), 'image/jpeg', q))
}
