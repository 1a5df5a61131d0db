import { sha1, sha256 } from '@mtcute/wasm'
import { emoji } from './emoji_gen'
import { join } from './cipher'
import type { State } from './state'

/**
 * The 36 bytes behind the picture of a chat's first key, as every client shows it: the first 16 of its SHA-1 and the first 20 of its
 * SHA-256. https://core.telegram.org/api/end-to-end#key-visualization
 */
export const pictureOf = (key: Uint8Array): Uint8Array => join(sha1(key).slice(0, 16), sha256(key).slice(0, 20))

const words = new TextEncoder().encode('secret chat key after an exchange\0')

/**
 * The same of a key that replaced another. The protocol authenticates nothing in such an exchange but the key before it, so that somebody
 * who has a chat with each of two people can make both agree on one key, each believing that they share it with the one between
 * (Miculan and Vitacolonna, 2021). The chat and both people go into this picture, so that these two see different ones.
 */
export async function boundPicture(key: Uint8Array, chat: number, creator: number, other: number): Promise<Uint8Array> {
  const ids = new DataView(new ArrayBuffer(20))
  ids.setInt32(0, chat, true)
  ids.setBigInt64(4, BigInt(creator), true)
  ids.setBigInt64(12, BigInt(other), true)
  const all = join(words, new Uint8Array(ids.buffer), key) as Uint8Array<ArrayBuffer>
  return new Uint8Array(await crypto.subtle.digest('SHA-512', all)).slice(0, 36)
}

/** What both people compare. It changes with every exchange of keys. */
export async function pictureNow(s: State): Promise<Uint8Array | undefined> {
  if (s.exchanges === 0 || !s.key) return s.first
  return boundPicture(s.key.key, s.id, s.creator ? s.self : s.peer, s.creator ? s.peer : s.self)
}

/** How many cells the picture has in a row and in a column. */
const side = 12

/** The values of the cells, 0 to 3, row by row. */
export const cellsOf = (hash: Uint8Array): number[] =>
  Array.from({ length: side * side }, (_, i) => ((hash[i >> 2] ?? 0) >> ((2 * i) & 7)) & 3)

/** How many emoji are compared: ten of 256 are 80 bits, more than anybody can make two pictures agree in. */
const emojiCount = 10

/** The row of emoji, each with its word. It is ours and the package secretchat's; other clients show the square alone. */
export function emojiOf(hash: Uint8Array): { readonly sign: string; readonly word: string }[] {
  return [...sha256(hash).subarray(0, emojiCount)].map((n) => {
    const [sign = '', ...word] = (emoji[n] ?? '').split(' ')
    return { sign, word: word.join(' ') }
  })
}
