import { Long, type tl } from '@mtcute/core'
import type { Document, FileRef, Media, Page, Photo, Poll, PollResults, Size, Video } from '../../model/media'
import type { PeerId } from '../../model/peer'
import { bytesToText } from './base64'
import { entitiesOf } from './entity'
import { blurOf } from './stripped'

/** Where a file was seen, so that its reference can be renewed. */
export interface Seen {
  readonly chat: PeerId
  readonly message: number
  readonly date: number
}

export function mediaOf(m: tl.TypeMessageMedia, seen: Seen): Media | undefined {
  switch (m._) {
    case 'messageMediaEmpty':
      return undefined
    case 'messageMediaPhoto':
      if (m.photo?._ !== 'photo') return m.ttlSeconds ? { kind: 'burnt', what: 'photo' } : { kind: 'unsupported' }
      return { ...photoOf(m.photo, seen), spoiler: m.spoiler, ttl: m.ttlSeconds }
    case 'messageMediaDocument':
      if (m.document?._ !== 'document') return m.ttlSeconds ? { kind: 'burnt', what: m.voice ? 'voice' : 'video' } : { kind: 'unsupported' }
      return documentOf(m.document, m, seen)
    case 'messageMediaPoll':
      return pollOf(m.poll, m.results)
    case 'messageMediaWebPage':
      if (m.webpage._ === 'webPagePending') return { kind: 'page', id: m.webpage.id.toString(), url: '', shown: '' }
      return m.webpage._ === 'webPage' ? pageOf(m.webpage, seen) : undefined
    case 'messageMediaGeo':
      return m.geo._ === 'geoPoint' ? { kind: 'place', lat: m.geo.lat, long: m.geo.long } : { kind: 'unsupported' }
    case 'messageMediaGeoLive':
      if (m.geo._ !== 'geoPoint') return { kind: 'unsupported' }
      return { kind: 'place', lat: m.geo.lat, long: m.geo.long, liveUntil: seen.date + m.period }
    case 'messageMediaVenue':
      if (m.geo._ !== 'geoPoint') return { kind: 'unsupported' }
      return { kind: 'place', lat: m.geo.lat, long: m.geo.long, title: m.title, address: m.address }
    case 'messageMediaContact':
      return {
        kind: 'contact', name: `${m.firstName} ${m.lastName}`.trim(), phone: m.phoneNumber, user: m.userId > 0 ? m.userId : undefined,
      }
    case 'messageMediaDice':
      return { kind: 'dice', emoji: m.emoticon, value: m.value }
    default:
      return { kind: 'unsupported' }
  }
}

function refOf(kind: FileRef['kind'], f: tl.RawPhoto | tl.RawDocument, { chat, message }: Seen): FileRef {
  return { kind, id: f.id.toString(), hash: f.accessHash.toString(), ref: bytesToText(f.fileReference), chat, message }
}

function sizesOf(all: readonly tl.TypePhotoSize[] | undefined): { sizes: Size[]; blur?: string } {
  const sizes: Size[] = []
  let blur: string | undefined
  for (const s of all ?? []) {
    if (s._ === 'photoStrippedSize') blur = blurOf(s.bytes)
    else if (s._ === 'photoSize') sizes.push({ type: s.type, width: s.w, height: s.h, bytes: s.size })
    else if (s._ === 'photoSizeProgressive') sizes.push({ type: s.type, width: s.w, height: s.h, bytes: s.sizes.at(-1) ?? 0 })
  }
  return { sizes: sizes.sort((a, b) => a.width * a.height - b.width * b.height), blur }
}

export function photoOf(p: tl.RawPhoto, seen: Seen): Photo {
  const { sizes, blur } = sizesOf(p.sizes)
  const largest = sizes.at(-1)
  return { kind: 'photo', width: largest?.width ?? 0, height: largest?.height ?? 0, sizes, blur, file: refOf('photo', p, seen) }
}

function documentOf(d: tl.RawDocument, m: tl.RawMessageMediaDocument, seen: Seen): Media {
  const { sizes, blur } = sizesOf(d.thumbs)
  const base = { mime: d.mimeType, bytes: d.size, file: refOf('document', d, seen) }
  let name = ''
  let video: tl.RawDocumentAttributeVideo | undefined
  let audio: tl.RawDocumentAttributeAudio | undefined
  let image: tl.RawDocumentAttributeImageSize | undefined
  let animated = false
  for (const a of d.attributes) {
    if (a._ === 'documentAttributeFilename') name = a.fileName
    else if (a._ === 'documentAttributeVideo') video = a
    else if (a._ === 'documentAttributeAudio') audio = a
    else if (a._ === 'documentAttributeImageSize') image = a
    else if (a._ === 'documentAttributeAnimated') animated = true
  }
  if (audio?.voice) return { kind: 'voice', ...base, duration: audio.duration, waveform: waveformOf(audio.waveform), ttl: m.ttlSeconds }
  if (video && video.w > 0 && video.h > 0 && (video.roundMessage || /^video\//.test(d.mimeType))) {
    const v: Video = {
      kind: 'video', ...base, name, sizes, blur, width: video.w, height: video.h, duration: video.duration, spoiler: m.spoiler,
      ttl: m.ttlSeconds, animated: animated || video.nosound === true && video.duration <= 30, round: video.roundMessage,
    }
    return v
  }
  const still = image && !animated ? { sizes, blur } : { sizes, blur: undefined }
  const file: Document = { kind: 'file', ...base, name, ...still, duration: audio?.duration, title: audio?.title, performer: audio?.performer }
  return file
}

/** Five bits a value. https://core.telegram.org/constructor/documentAttributeAudio */
export function waveformOf(packed: Uint8Array | undefined): number[] {
  if (!packed) return []
  return Array.from({ length: Math.floor((packed.length * 8) / 5) }, (_, i) => {
    const at = i * 5
    const two = (packed[at >> 3] ?? 0) | ((packed[(at >> 3) + 1] ?? 0) << 8)
    return (two >> (at & 7)) & 31
  })
}

export function packWaveform(values: readonly number[]): Uint8Array {
  const out = new Uint8Array(Math.ceil((values.length * 5) / 8))
  values.forEach((v, i) => {
    const at = i * 5
    const two = (v & 31) << (at & 7)
    out[at >> 3] = (out[at >> 3] ?? 0) | (two & 255)
    if (two > 255) out[(at >> 3) + 1] = (out[(at >> 3) + 1] ?? 0) | (two >> 8)
  })
  return out
}

export function pollOf(p: tl.TypePoll, r: tl.TypePollResults): Poll {
  const found = new Map((r.results ?? []).map((v) => [bytesToText(v.option), v]))
  return {
    kind: 'poll', id: p.id.toString(), question: { text: p.question.text, entities: entitiesOf(p.question.entities) },
    answers: p.answers.flatMap((a) => {
      if (a._ !== 'pollAnswer') return []
      const option = bytesToText(a.option)
      const v = found.get(option)
      return [{ text: a.text.text, entities: entitiesOf(a.text.entities), option, votes: v?.voters, chosen: v?.chosen, correct: v?.correct }]
    }),
    voters: r.totalVoters ?? 0, closed: p.closed === true, open: p.publicVoters === true, multiple: p.multipleChoice === true,
    quiz: p.quiz === true, solution: r.solution, own: p.creator === true,
  }
}

export const resultsOf = (r: tl.TypePollResults): PollResults => ({
  voters: r.totalVoters ?? 0, partial: r.min === true, solution: r.solution,
  answers: (r.results ?? []).map((v) => ({ option: bytesToText(v.option), votes: v.voters, chosen: v.chosen, correct: v.correct })),
})

export function pageOf(p: tl.RawWebPage, seen: Seen): Page {
  return {
    kind: 'page', id: p.id.toString(), url: p.url, shown: p.displayUrl, site: p.siteName, title: p.title, description: p.description,
    photo: p.photo?._ === 'photo' ? photoOf(p.photo, seen) : undefined,
  }
}

/** A number that TL has as 64 bits, from its digits. */
export const long = (digits: string): Long => Long.fromString(digits)
