import { ige256Decrypt, ige256Encrypt, sha256 } from '@mtcute/wasm'
import { fingerprint, random } from './dh'

/**
 * Not made with the chat's key, or not as the protocol has it. There is one error for everything that is found before msg_key has been
 * compared.
 */
export class Forged extends Error {
  constructor() {
    super('not a message of this chat')
  }
}

const minPadding = 12
const maxPadding = 1024
export const maxPayload = 1 << 20
const header = 8 + 16 // key_fingerprint, msg_key

/** Where in the key the parts for a direction begin: 0 for what the chat's creator sends, 8 for what the other sends. */
export type Side = 0 | 8

export const sideOf = (creator: boolean): Side => (creator ? 0 : 8)

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0))
  let at = 0
  for (const p of parts) {
    out.set(p, at)
    at += p.length
  }
  return out
}

const viewOf = (b: Uint8Array): DataView => new DataView(b.buffer, b.byteOffset, b.length)

/**
 * Encrypts one message with MTProto 2.0.
 * https://core.telegram.org/api/end-to-end#serialization-and-encryption-of-outgoing-messages
 */
export function seal(key: Uint8Array, x: Side, message: Uint8Array): Uint8Array {
  // At least 12 bytes, up to the next multiple of 16, and sometimes up to 240 more, so that the size tells less.
  const least = 4 + message.length + minPadding
  const padding = minPadding + ((16 - (least & 15)) & 15) + 16 * ((random(1)[0] ?? 0) & 15)
  const length = new Uint8Array(4)
  viewOf(length).setInt32(0, message.length, true)
  return sealPlain(key, x, join(length, message, random(padding)))
}

/** The same for what has its length in front and its padding at the end. */
export function sealPlain(key: Uint8Array, x: Side, plain: Uint8Array): Uint8Array {
  const msgKey = messageKey(key, x, plain)
  const [aesKey, aesIv] = cipherKeys(key, x, msgKey)
  const name = new Uint8Array(8)
  viewOf(name).setBigInt64(0, fingerprint(key), true)
  return join(name, msgKey, ige256Encrypt(plain, aesKey, aesIv))
}

/** Decrypts one message, without what stands around it. */
export const open = (key: Uint8Array, x: Side, data: Uint8Array): Uint8Array => within(openPlain(key, x, data))

/** The message in what has its length in front and its padding at the end. */
export const within = (plain: Uint8Array): Uint8Array => plain.slice(4, 4 + viewOf(plain).getInt32(0, true))

/** Decrypts one message, with its length and its padding. Nothing of it is looked at before msg_key was compared with what it must be. */
export function openPlain(key: Uint8Array, x: Side, data: Uint8Array): Uint8Array {
  if (data.length < header + 16 || data.length > maxPayload || (data.length - header) % 16 !== 0) throw new Forged()
  const msgKey = data.subarray(8, header)
  const [aesKey, aesIv] = cipherKeys(key, x, msgKey)
  const plain = ige256Decrypt(data.subarray(header), aesKey, aesIv)
  if (!same(messageKey(key, x, plain), msgKey)) throw new Forged()
  const n = viewOf(plain).getInt32(0, true)
  const padding = plain.length - 4 - n
  if (n < 0 || n % 4 !== 0 || padding < minPadding || padding > maxPadding) throw new Forged()
  return plain
}

/** What shows, to whoever knows a message's msg_key, that it was sent exactly so. What that reveals and binds stands in Go's `Proof`. */
export interface Proof {
  /** 32 bytes, from which no key of the cipher comes. */
  readonly key: Uint8Array
  readonly plain: Uint8Array
}

export const proofOf = (key: Uint8Array, x: Side, plain: Uint8Array): Proof => ({ key: key.slice(88 + x, 120 + x), plain })

/** Compares in a time that does not depend on where they differ. */
function same(a: Uint8Array, b: Uint8Array): boolean {
  let differ = a.length ^ b.length
  for (let i = 0; i < a.length; i++) differ |= (a[i] ?? 0) ^ (b[i] ?? 0)
  return differ === 0
}

/** The fingerprint that a message names in front. */
export const keyNamed = (data: Uint8Array): bigint => (data.length < 8 ? 0n : viewOf(data).getBigInt64(0, true))

/** The middle of SHA-256 over 32 bytes of the key, which the cipher's keys do not come from, and the padded plaintext. */
function messageKey(key: Uint8Array, x: Side, plain: Uint8Array): Uint8Array {
  return sha256(join(key.subarray(88 + x, 120 + x), plain)).slice(8, 24)
}

/** The AES key and IV of one message. */
function cipherKeys(key: Uint8Array, x: Side, msgKey: Uint8Array): readonly [Uint8Array, Uint8Array] {
  const a = sha256(join(msgKey, key.subarray(x, x + 36)))
  const b = sha256(join(key.subarray(40 + x, 76 + x), msgKey))
  return [join(a.subarray(0, 8), b.subarray(8, 24), a.subarray(24)), join(b.subarray(0, 8), a.subarray(8, 24), b.subarray(24))]
}
