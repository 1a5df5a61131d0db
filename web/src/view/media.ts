import type { Document, Photo, Size, Video } from '../model/media'

/** The smallest size that fills so many device pixels, or the largest there is. */
export function pick(sizes: readonly Size[], pixels: number): Size | undefined {
  return sizes.find((s) => Math.max(s.width, s.height) >= pixels) ?? sizes.at(-1)
}

/** How large a picture stands in a conversation, in CSS pixels: its shape is kept, unless that is extreme. */
export function standing(m: Pick<Photo | Video, 'width' | 'height'>): { width: number; height: number } {
  const w = m.width || 320
  const h = m.height || 320
  const scale = Math.min(420 / w, 420 / h, Math.max(1, 200 / Math.max(w, h)))
  return { width: Math.max(140, Math.round(w * scale)), height: Math.max(100, Math.round(h * scale)) }
}

/** "1:05", "1:02:03". */
export function clock(seconds: number): string {
  const s = Math.max(0, Math.round(seconds))
  const two = (n: number): string => String(n).padStart(2, '0')
  const [h, m] = [Math.floor(s / 3600), Math.floor(s / 60) % 60]
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`
}

/** The ending of a name, in capitals, as a file's drawing shows it: at most four letters. */
export const ending = (name: string): string => (/\.([A-Za-z0-9]{1,4})$/.exec(name)?.[1] ?? '').toUpperCase()

/** What sort of a file that is, for its drawing. */
export function sortOf(d: Pick<Document, 'mime' | 'name'>): 'text' | 'archive' | 'sheet' | 'code' | 'image' | 'video' | 'audio' | 'other' {
  const end = ending(d.name).toLowerCase()
  if (/^image\//.test(d.mime)) return 'image'
  if (/^video\//.test(d.mime)) return 'video'
  if (/^audio\//.test(d.mime)) return 'audio'
  if (/^(zip|gz|tgz|xz|zst|bz2|rar|7z|tar)$/.test(end)) return 'archive'
  if (/^(xls|xlsx|ods|csv|tsv)$/.test(end)) return 'sheet'
  if (/^(js|ts|go|py|c|h|cpp|rs|java|json|xml|html|css|sh|yml|toml)$/.test(end)) return 'code'
  if (/^(pdf|doc|docx|odt|rtf|txt|md|epub)$/.test(end) || /^text\//.test(d.mime)) return 'text'
  return 'other'
}

/** So many bars of a waveform from however many values there are. */
export function bars(waveform: readonly number[], count: number): number[] {
  if (waveform.length === 0) return Array.from({ length: count }, () => 2)
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * waveform.length) / count)
    const to = Math.max(from + 1, Math.floor(((i + 1) * waveform.length) / count))
    return Math.max(...waveform.slice(from, to))
  })
}
