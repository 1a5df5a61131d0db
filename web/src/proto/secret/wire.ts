import { Long, type tl } from '@mtcute/core'
import type { SecretMedia } from '../../model/secret'
import type { Entity } from '../../model/text'
import { fileOf } from './file'
import type { Remote } from './phase'
import type { EncryptedFile, InputFile } from './state'
import { packWaveform, waveformOf } from '../wire/media'
import type {
  DecryptedMessage, DocumentAttributeAudio, DocumentAttributeVideo, DocumentAttributeVideo23, TypeDecryptedMessageMedia, TypeDocumentAttribute,
  TypeMessageEntity,
} from './tl_gen'

// Between the library's TL, that of secret chats, and our own types.

export const big = (n: Long): bigint => BigInt(n.toString())

export const toLong = (n: bigint | string): Long => Long.fromString(String(n))

export function remoteOf(c: tl.TypeEncryptedChat): Remote {
  const none = { accessHash: 0n, admin: 0, participant: 0, open: new Uint8Array(), fingerprint: 0n, historyDeleted: false }
  if (c._ === 'encryptedChatEmpty') return { ...none, kind: 'empty', id: c.id }
  if (c._ === 'encryptedChatDiscarded') return { ...none, kind: 'discarded', id: c.id, historyDeleted: c.historyDeleted === true }
  const known = { ...none, id: c.id, accessHash: big(c.accessHash), admin: c.adminId, participant: c.participantId }
  if (c._ === 'encryptedChatWaiting') return { ...known, kind: 'waiting' }
  if (c._ === 'encryptedChatRequested') return { ...known, kind: 'requested', open: c.gA }
  return { ...known, kind: 'ready', open: c.gAOrB, fingerprint: big(c.keyFingerprint) }
}

export const fileTold = (f: tl.TypeEncryptedFile): EncryptedFile | undefined =>
  f._ === 'encryptedFile'
    ? { id: f.id.toString(), hash: f.accessHash.toString(), size: f.size, dc: f.dcId, fingerprint: f.keyFingerprint }
    : undefined

export function inputFileTl(f: InputFile): tl.TypeInputEncryptedFile {
  if (f.kind === 'there') return { _: 'inputEncryptedFile', id: toLong(f.id), accessHash: toLong(f.hash) }
  return f.big
    ? { _: 'inputEncryptedFileBigUploaded', id: toLong(f.id), parts: f.parts, keyFingerprint: f.fingerprint }
    : { _: 'inputEncryptedFileUploaded', id: toLong(f.id), parts: f.parts, md5Checksum: '', keyFingerprint: f.fingerprint }
}

const plain = {
  bold: 'messageEntityBold', italic: 'messageEntityItalic', underline: 'messageEntityUnderline', strike: 'messageEntityStrike',
  code: 'messageEntityCode', spoiler: 'messageEntitySpoiler', quote: 'messageEntityBlockquote', url: 'messageEntityUrl', email: 'messageEntityEmail',
  phone: 'messageEntityPhone', mention: 'messageEntityMention', hashtag: 'messageEntityHashtag', command: 'messageEntityBotCommand',
} as const

const kinds = new Map(Object.entries(plain).map(([kind, name]) => [name as string, kind as keyof typeof plain]))

export function entitiesToSecret(all: readonly Entity[]): TypeMessageEntity[] | undefined {
  const out = all.flatMap(({ kind, offset, length, url, language }): TypeMessageEntity[] => {
    if (kind === 'person') return []
    if (kind === 'pre') return [{ _: 'messageEntityPre', offset, length, language: language ?? '' }]
    if (kind === 'link') return [{ _: 'messageEntityTextUrl', offset, length, url: url ?? '' }]
    return [{ _: plain[kind], offset, length }]
  })
  return out.length > 0 ? out : undefined
}

/** What leads somewhere. Nobody but the two devices has read the text, so it is found here. */
const addresses = /\bhttps?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}'\u2019]/g

export function entitiesOfSecret(all: readonly TypeMessageEntity[] | undefined, text: string): Entity[] {
  const said = saidOf(all, text)
  const found = [...text.matchAll(addresses)].map((m): Entity => ({ kind: 'url', offset: m.index, length: m[0].length }))
  const free = (e: Entity): boolean => said.every((o) => o.offset + o.length <= e.offset || e.offset + e.length <= o.offset)
  return [...said, ...found.filter(free)].sort((a, b) => a.offset - b.offset)
}

function saidOf(all: readonly TypeMessageEntity[] | undefined, text: string): Entity[] {
  return (all ?? []).flatMap((e): Entity[] => {
    const { offset, length } = e
    if (offset < 0 || length <= 0 || offset + length > text.length) return [] // of another text than this
    if (e._ === 'messageEntityPre') return [{ kind: 'pre', offset, length, language: e.language }]
    if (e._ === 'messageEntityTextUrl') return [{ kind: 'link', offset, length, url: e.url }]
    const kind = kinds.get(e._)
    return kind ? [{ kind, offset, length }] : []
  })
}

/** How large a picture may be that comes within a message. */
const maxThumb = 64 << 10

const blurOf = (thumb: Uint8Array): string | undefined =>
  thumb.length > 0 && thumb.length <= maxThumb ? `data:image/jpeg;base64,${btoa(String.fromCharCode(...thumb))}` : undefined

/** What a message carries, as pages show it. The other side says all of it, so nothing is taken at its word: sizes are bounded. */
export function mediaOf(m: TypeDecryptedMessageMedia | undefined): SecretMedia | undefined {
  if (!m || m._ === 'decryptedMessageMediaEmpty' || m._ === 'decryptedMessageMediaWebPage') return undefined
  const file = fileOf(m)
  const none = { name: '', mime: '', bytes: file?.bytes ?? 0, width: 0, height: 0 }
  if (!file || !('thumb' in m || m._ === 'decryptedMessageMediaAudio')) return { ...none, kind: 'unknown' }
  if (m._ === 'decryptedMessageMediaPhoto') {
    return { ...none, kind: 'photo', mime: 'image/jpeg', name: 'photo.jpg', width: side(m.w), height: side(m.h), blur: blurOf(m.thumb) }
  }
  const blur = 'thumb' in m && m.thumb instanceof Uint8Array ? blurOf(m.thumb) : undefined
  const mime = 'mimeType' in m ? m.mimeType : ''
  if (m._ === 'decryptedMessageMediaVideo' || m._ === 'decryptedMessageMediaVideo23') return videoOf({ ...none, mime, name: '', blur }, m)
  // The constructor of old says of no sound whether somebody spoke it; other apps sent nothing but voice notes with it.
  if (m._ === 'decryptedMessageMediaAudio') return { ...none, kind: 'voice', mime, duration: lasts(m.duration), waveform: [] }
  const base = { ...none, mime, blur, name: '' }
  if (m._ !== 'decryptedMessageMediaDocument') return { ...base, kind: 'file' }
  let video: DocumentAttributeVideo | DocumentAttributeVideo23 | undefined
  let audio: DocumentAttributeAudio | undefined
  let animated = false
  for (const a of m.attributes) {
    if (a._ === 'documentAttributeFilename') base.name = a.fileName.slice(0, 255)
    else if (a._ === 'documentAttributeVideo' || a._ === 'documentAttributeVideo23') video = a
    else if (a._ === 'documentAttributeAudio') audio = a
    else if (a._ === 'documentAttributeAnimated') animated = true
  }
  if (audio?.voice) return { ...base, kind: 'voice', duration: lasts(audio.duration), waveform: waveformOf(audio.waveform?.subarray(0, maxWaveform)) }
  if (video && /^video\//.test(mime)) return videoOf({ ...base, animated: animated || undefined }, video)
  return { ...base, kind: 'file', duration: audio && lasts(audio.duration) }
}

const videoOf = (
  base: Omit<SecretMedia, 'kind'>, v: { readonly duration: number; readonly w: number; readonly h: number; readonly roundMessage?: boolean },
): SecretMedia => ({ ...base, kind: 'video', duration: lasts(v.duration), width: side(v.w), height: side(v.h), round: v.roundMessage })

/** What a document says of itself beside its bytes. */
export function attributesOf(m: SecretMedia): TypeDocumentAttribute[] {
  const duration = Math.round(m.duration ?? 0)
  if (m.kind === 'voice') return [{ _: 'documentAttributeAudio', voice: true, duration, waveform: packWaveform(m.waveform ?? []) }]
  const named: TypeDocumentAttribute = { _: 'documentAttributeFilename', fileName: m.name }
  if (m.kind !== 'video') return [named]
  return [{ _: 'documentAttributeVideo', duration, w: m.width, h: m.height, roundMessage: m.round }, named]
}

/** Bytes of a waveform that are looked at. */
const maxWaveform = 128
/** Seconds that nothing in a file of our size lasts. */
const lasts = (seconds: number): number => Math.min(Math.max(seconds, 0), 24 * 3600)
const side = (n: number): number => Math.min(Math.max(n, 1), 10_000)

/** The words that stand with a file are its caption. */
export const captionOf = (m: DecryptedMessage): string =>
  m.message || (m.media && 'caption' in m.media && typeof m.media.caption === 'string' ? m.media.caption : '')
