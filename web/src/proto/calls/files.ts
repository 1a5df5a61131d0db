import type { tl } from '@mtcute/core'
import type { FileRef } from '../../model/media'
import type { PeerId } from '../../model/peer'
import { Refused } from '../failure'
import type { Session } from '../session'
import { bytesToText, textToBytes } from '../wire/base64'
import { long } from '../wire/media'

/** The server gives pieces that begin and end at multiples of this, and none that crosses a multiple of piece. */
const unit = 4096
const piece = 1 << 20
/** How much of a file is asked for at a time, and how many times at once, where all of it is wanted. */
const step = 512 << 10
const atOnce = 4

/** Newer references than those that stand in messages, by the ids of files. */
const renewed = new Map<string, string>()

/**
 * Some bytes of a file from offset on, at most limit: less where the server gives less at a time, and none beyond the end. size is
 * that of a picture, '' the file itself.
 * https://core.telegram.org/method/upload.getFile
 */
export async function readFile(s: Session, args: { file: FileRef; size: string; offset: number; limit: number }): Promise<Uint8Array> {
  const from = args.offset - (args.offset % unit)
  const most = piece - (from % piece)
  const wanted = Math.ceil((args.offset + args.limit - from) / unit) * unit
  const bytes = await read(s, args.file, args.size, from, Math.min(wanted, most))
  const at = args.offset - from
  return bytes.slice(at, at + args.limit)
}

/** A whole file, of so many bytes. */
export async function getFile(s: Session, args: { file: FileRef; size: string; bytes: number; mime: string }): Promise<Blob> {
  const pieces: Uint8Array[] = new Array(Math.ceil(args.bytes / step))
  let next = 0
  const work = async (): Promise<void> => {
    for (let n = next++; n < pieces.length; n = next++) pieces[n] = await read(s, args.file, args.size, n * step, step)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, pieces.length) }, work))
  return new Blob(pieces as Uint8Array<ArrayBuffer>[], { type: args.mime })
}

/** The picture of a person or chat. */
export async function getAvatar(s: Session, args: { id: PeerId; photo: string; big: boolean }): Promise<Blob> {
  const location = {
    _: 'inputPeerPhotoFileLocation', peer: await s.peer(args.id), photoId: long(args.photo), big: args.big,
  } as const
  const answer = await s.client.call({ _: 'upload.getFile', location, offset: 0, limit: piece }, { kind: 'download' })
  if (answer._ !== 'upload.file') throw new Refused('FILE_GONE')
  return new Blob([answer.bytes as Uint8Array<ArrayBuffer>], { type: 'image/jpeg' })
}

async function read(s: Session, file: FileRef, size: string, offset: number, limit: number): Promise<Uint8Array> {
  for (let tries = 0; ; tries++) {
    try {
      const answer = await s.client.call({ _: 'upload.getFile', location: locationOf(file, size), offset, limit, precise: true }, { kind: 'download' })
      if (answer._ !== 'upload.file') throw new Refused('FILE_GONE')
      return answer.bytes
    } catch (e) {
      if (tries > 0 || !/^FILE_REFERENCE/.test(Refused.of(e).text)) throw e
      await renew(s, file)
    }
  }
}

function locationOf(f: FileRef, size: string): tl.TypeInputFileLocation {
  const at = { id: long(f.id), accessHash: long(f.hash), fileReference: textToBytes(renewed.get(f.id) ?? f.ref), thumbSize: size }
  return f.kind === 'photo' ? { _: 'inputPhotoFileLocation', ...at } : { _: 'inputDocumentFileLocation', ...at }
}

/** Looks again at the message that the file was seen in. https://core.telegram.org/api/file_reference */
async function renew(s: Session, file: FileRef): Promise<void> {
  const id = [{ _: 'inputMessageID', id: file.message }] as const
  const peer = await s.peer(file.chat)
  const answer = await s.call(peer._ === 'inputPeerChannel'
    ? { _: 'channels.getMessages', channel: { _: 'inputChannel', channelId: peer.channelId, accessHash: peer.accessHash }, id: [...id] }
    : { _: 'messages.getMessages', id: [...id] })
  if (answer._ === 'messages.messagesNotModified') return
  for (const m of answer.messages) {
    if (m._ !== 'message' || !m.media) continue
    for (const f of filesOf(m.media)) renewed.set(f.id.toString(), bytesToText(f.fileReference))
  }
}

function filesOf(m: tl.TypeMessageMedia): (tl.RawPhoto | tl.RawDocument)[] {
  switch (m._) {
    case 'messageMediaPhoto':
      return m.photo?._ === 'photo' ? [m.photo] : []
    case 'messageMediaDocument':
      return m.document?._ === 'document' ? [m.document] : []
    case 'messageMediaWebPage':
      return m.webpage._ === 'webPage' && m.webpage.photo?._ === 'photo' ? [m.webpage.photo] : []
    default:
      return []
  }
}
