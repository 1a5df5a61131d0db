import { ige256Decrypt, ige256Encrypt } from '@mtcute/wasm'
import { join } from './cipher'
import { random } from './dh'
import { md5 } from './md5'
import type { EncryptedFile } from './state'
import type { DecryptedMessage, TypeDecryptedMessageMedia } from './tl_gen'

/**
 * What one file is encrypted with: AES-256-IGE with a key and an IV that are used for nothing else and travel in the message.
 * https://core.telegram.org/api/end-to-end#sending-encrypted-files
 */
export interface FileKey {
  readonly key: Uint8Array
  readonly iv: Uint8Array
}

export const newFileKey = (): FileKey => ({ key: random(32), iv: random(32) })

/** The number that the server keeps beside the file: 32 bits of an MD5 of the key, folded. */
export function fileFingerprint(k: FileKey): number {
  const h = new DataView(md5(join(k.key, k.iv)).buffer)
  return h.getInt32(0, true) ^ h.getInt32(4, true)
}

export const partSize = 512 * 1024
export const bigFrom = 10 * 1024 * 1024
/** The browser holds the whole of a file that it encrypts, so there is a limit of ours below the protocol's. */
export const maxFile = 100 * 1024 * 1024

/** Goes through a file part by part: the IV of each part follows from the last block of the one before. */
export class FileCipher {
  private iv: Uint8Array

  constructor(private readonly k: FileKey) {
    if (k.key.length !== 32 || k.iv.length !== 32) throw new Error('a file\'s key or IV is not 32 bytes long')
    this.iv = k.iv.slice()
  }

  /** Only the last part may have a size that is not a multiple of 16: it is padded. */
  encrypt(part: Uint8Array): Uint8Array {
    const plain = part.length % 16 === 0 ? part : join(part, random(16 - (part.length % 16)))
    const out = ige256Encrypt(plain, this.k.key, this.iv)
    this.iv = join(out.subarray(-16), plain.subarray(-16))
    return out
  }

  decrypt(part: Uint8Array): Uint8Array {
    const out = ige256Decrypt(part, this.k.key, this.iv)
    this.iv = join(part.subarray(-16), out.subarray(-16))
    return out
  }
}

/** Fetches and decrypts a file of n bytes. get gives so many bytes from an offset, less only at the end. */
export async function download(
  f: EncryptedFile, n: number, k: FileKey, get: (offset: number, limit: number) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  if (f.fingerprint !== fileFingerprint(k)) throw new Error('the file was encrypted with another key')
  if (!Number.isSafeInteger(n) || n <= 0 || n > maxFile || f.size < Math.ceil(n / 16) * 16) throw new Error('the file is not as long as the message says')
  const cipher = new FileCipher(k)
  const out = new Uint8Array(n)
  for (let at = 0; at < n; at += partSize) {
    const b = await get(at, partSize)
    const want = Math.min(partSize, n - at)
    if (b.length % 16 !== 0 || b.length < want) throw new Error('the file is cut off')
    out.set(cipher.decrypt(b).subarray(0, want), at)
  }
  return out
}

/** What a message's media says of its file. */
export function fileOf(m: TypeDecryptedMessageMedia | undefined): (FileKey & { readonly bytes: number }) | undefined {
  switch (m?._) {
    case 'decryptedMessageMediaPhoto':
    case 'decryptedMessageMediaVideo':
    case 'decryptedMessageMediaVideo23':
    case 'decryptedMessageMediaAudio':
    case 'decryptedMessageMediaDocument':
      return { key: m.key, iv: m.iv, bytes: Number(m.size) }
    default:
      return undefined
  }
}

/** Puts a file's key and size into a message's media. */
export function withFile(m: DecryptedMessage, k: FileKey, n: number): DecryptedMessage {
  const { media } = m
  if (media?._ === 'decryptedMessageMediaDocument') return { ...m, media: { ...media, key: k.key, iv: k.iv, size: BigInt(n) } }
  if (media?._ === 'decryptedMessageMediaPhoto') return { ...m, media: { ...media, key: k.key, iv: k.iv, size: n } }
  throw new Error('media that has no file')
}
