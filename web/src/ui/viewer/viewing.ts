import { createSignal } from 'solid-js'
import { onceTTL, type Photo, type Video } from '../../model/media'
import type { Message } from '../../model/message'
import type { PeerId } from '../../model/peer'
import { burn, history } from '../../store/history'
import { call } from '../../store/link'

/** Something that the viewer can show. */
export interface Item {
  readonly media: Photo | Video
  readonly message?: Message
  readonly caption?: string
}

export interface Viewing {
  readonly items: readonly Item[]
  readonly at: number
  readonly title: string
}

const [viewing, setViewing] = createSignal<Viewing | undefined>()

export { viewing }

export function closeViewer(): void {
  const seen = viewing()?.items[viewing()?.at ?? 0]
  setViewing(undefined)
  if (seen?.message && !seen.message.out && seen.media.ttl === onceTTL) burn(seen.message)
}

export const goTo = (at: number): void => void setViewing((v) => (v && at >= 0 && at < v.items.length ? { ...v, at } : v))

export const view = (items: readonly Item[], at: number, title: string): void => void setViewing({ items, at, title })

const itemsOf = (messages: readonly Message[]): Item[] =>
  messages.flatMap((m) => ((m.media?.kind === 'photo' || m.media?.kind === 'video') && !m.media.ttl ? [{ media: m.media, message: m, caption: m.text }] : []))

/** Opens a message's picture among those that are loaded of its chat. What may be looked at once stands alone. */
export function openViewer(m: Message, among: readonly Message[] = history(m.chat).messages): void {
  if (m.media?.kind !== 'photo' && m.media?.kind !== 'video') return
  if (m.media.ttl) {
    view([{ media: m.media, message: m, caption: m.text }], 0, '')
    void call('markHeard', { chat: m.chat, id: m.id }).catch(() => {}) // the next look tells it
    return
  }
  const items = itemsOf(among)
  const at = items.findIndex((i) => i.message?.id === m.id)
  if (at >= 0) view(items, at, '')
  else view([{ media: m.media, message: m, caption: m.text }], 0, '')
}

/** The photos of somebody. */
export async function openFaces(id: PeerId, title: string): Promise<void> {
  const photos = await call('getPhotos', { id })
  if (photos.length > 0) view(photos.map((media) => ({ media })), 0, title)
}
