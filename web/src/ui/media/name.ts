import { t } from '../../lang'
import { duration, fileSize } from '../../lang/format'
import type { Media } from '../../model/media'

/** What sort of thing that is, in a word or two: for lists, quotes and screen readers. */
export function nameOfMedia(m: Media): string {
  const w = t().media
  switch (m.kind) {
    case 'photo':
      return w.photo
    case 'video':
      return m.round ? w.round : m.animated ? w.gif : w.video
    case 'voice':
      return `${w.voice} (${duration(Math.max(1, Math.round(m.duration)))})`
    case 'file':
      return m.title ? [m.performer, m.title].filter(Boolean).join(' – ') : m.name || w.file
    case 'poll':
      return `${m.quiz ? w.quiz : w.poll}: ${m.question.text}`
    case 'page':
      return m.title ?? m.site ?? ''
    case 'place':
      return m.title ?? (m.liveUntil ? w.livePlace : w.place)
    case 'contact':
      return `${w.contact}: ${m.name}`
    case 'dice':
      return m.emoji
    case 'burnt':
      return w.burnt[m.what]
    case 'unsupported':
      return t().message.unsupported
  }
}

/** Size and ending of a file. */
export const aboutFile = (bytes: number): string => fileSize(bytes)
