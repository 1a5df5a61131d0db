import { createSignal, onCleanup, type Accessor, type Signal } from 'solid-js'
import type { FileRef, Media, Size } from '../model/media'
import type { Message } from '../model/message'
import type { PeerId } from '../model/peer'
import { call, on } from './link'

/** Pictures that were fetched, as blob: URLs. Those that nobody shows any more stay until there are too many. */
interface Entry {
  readonly signal: Signal<string | undefined>
  users: number
  failed: boolean
}

const entries = new Map<string, Entry>()
const most = 200

function use(key: string, fetch: () => Promise<Blob>): Accessor<string | undefined> {
  let e = entries.get(key)
  if (!e || e.failed) {
    entries.set(key, (e = { signal: createSignal<string | undefined>(), users: e?.users ?? 0, failed: false }))
    const own = e
    fetch().then((blob) => own.signal[1](URL.createObjectURL(blob)), () => (own.failed = true)) // the next look tries again
  } else {
    entries.delete(key) // to the end, as the one used last
    entries.set(key, e)
  }
  const own = e
  own.users++
  onCleanup(() => {
    own.users--
    tidy()
  })
  return own.signal[0]
}

function tidy(): void {
  for (const [key, e] of entries) {
    if (entries.size <= most) return
    if (e.users > 0) continue
    const url = e.signal[0]()
    if (url) URL.revokeObjectURL(url)
    entries.delete(key)
  }
}

/** The URL of a picture in a size, as long as the component that asks lives; undefined until it is here. */
export const pictureUrl = (file: FileRef, size: Size): Accessor<string | undefined> =>
  use(`${file.id} ${size.type}`, () => call('getFile', { file, size: size.type, bytes: size.bytes, mime: 'image/jpeg' }))

/** The same of a whole file that is small. */
export const fileUrl = (file: FileRef, bytes: number, mime: string): Accessor<string | undefined> =>
  use(`${file.id} `, () => call('getFile', { file, size: '', bytes, mime }))

/** The photo of somebody. */
export const avatarUrl = (id: PeerId, photo: string, big: boolean): Accessor<string | undefined> =>
  use(`${photo} ${big ? 'big' : 'small'}`, () => call('getAvatar', { id, photo, big }))

const locals = new Map<Blob, string>()

/** The URL of something from this device. It stays until the message that brought it is sent. */
export function localUrl(blob: Blob): string {
  let url = locals.get(blob)
  if (!url) locals.set(blob, (url = URL.createObjectURL(blob)))
  return url
}

/** Lets go of something from this device that nobody is to see any more. */
export function forgetLocal(blob: Blob): void {
  const url = locals.get(blob)
  if (url) URL.revokeObjectURL(url)
  locals.delete(blob)
}

/**
 * Where a file can be streamed from, or saved: the service worker answers there, and asks this page for the bytes. undefined where
 * there is no service worker.
 */
export function streamUrl(file: FileRef, name: string, bytes: number, mime: string, how: 'play' | 'save'): string | undefined {
  if (!navigator.serviceWorker?.controller) return undefined
  const q = new URLSearchParams({ f: JSON.stringify(file), n: name, s: String(bytes), t: mime, how })
  return `/a/media/${encodeURIComponent(name.replace(/[/\\]/g, '_') || 'file')}?${q.toString()}`
}

/** What the service worker asks for. */
interface Wanted {
  readonly read?: { readonly file: FileRef; readonly offset: number; readonly limit: number }
}

navigator.serviceWorker?.addEventListener('message', (e: MessageEvent<Wanted>) => {
  const { read } = e.data
  const port = e.ports[0]
  if (!read || !port) return
  call('readFile', { ...read, size: '' }).then((bytes) => port.postMessage({ bytes }), () => port.postMessage({}))
})

// A message that was just sent looks as it did on its way, without being fetched.
const sending = new Map<string, string>()
on('outbox', (m) => {
  const blob = localOf(m.media)
  if (blob && m.outbox) sending.set(m.outbox, localUrl(blob))
})
on('message', (m: Message) => {
  const url = m.outbox && sending.get(m.outbox)
  if (!url || !m.outbox) return
  sending.delete(m.outbox)
  const { media } = m
  if (media?.kind === 'photo' && media.file) for (const s of media.sizes) keep(`${media.file.id} ${s.type}`, url)
  if ((media?.kind === 'voice' || media?.kind === 'video') && media.file) keep(`${media.file.id} `, url)
})

function keep(key: string, url: string): void {
  if (!entries.has(key)) entries.set(key, { signal: createSignal<string | undefined>(url), users: 0, failed: false })
}

export const localOf = (m: Media | undefined): Blob | undefined => (m && 'local' in m ? m.local : undefined)

on('account', (a) => {
  if (a.state === 'signedIn') return
  for (const e of entries.values()) {
    const url = e.signal[0]()
    if (url) URL.revokeObjectURL(url)
  }
  entries.clear()
  locals.forEach((url) => URL.revokeObjectURL(url))
  locals.clear()
})
