import { expect, test } from 'vitest'
import { open, sealPlain } from './cipher'
import { fingerprint, fromHex, knownPrime, sharedKey, toHex } from './dh'
import { FileCipher, fileFingerprint } from './file'
import { md5 } from './md5'
import { boundPicture, cellsOf, emojiOf, pictureOf } from './picture'
import { decode, encode } from './tl'
import v from './vectors.json'

// What package secretchat makes of fixed values: `go test ./secretchat -run TestVectors -update` writes it.

test('every constructor is read and written byte for byte', () => {
  expect(v.tl.length).toBeGreaterThan(80)
  for (const { name, hex } of v.tl) {
    const x = decode(fromHex(hex))
    expect(toHex(encode(x)), name).toBe(hex)
    expect(x._.toLowerCase()).toBe(name.toLowerCase())
  }
})

test('what is cut, too long or another thing is refused', () => {
  for (const { hex } of v.tl) {
    const b = fromHex(hex)
    for (let n = 0; n < b.length; n += 4) expect(() => decode(b.subarray(0, n))).toThrow()
    expect(() => decode(new Uint8Array([...b, 0, 0, 0, 0]))).toThrow()
  }
})

test('arithmetic, cipher, pictures and files are those of the package', async () => {
  const key = fromHex(v.key)
  expect(String(fingerprint(key))).toBe(v.fingerprint)
  expect(toHex(pictureOf(key))).toBe(v.first)
  const bound = await boundPicture(key, 1234, 10, 20)
  expect(toHex(bound)).toBe(v.bound)
  expect(cellsOf(bound)).toEqual(v.cells)
  expect(emojiOf(bound).map((e) => `${e.sign} ${e.word}`)).toEqual(v.emoji)
  expect(toHex(sharedKey(fromHex(v.public), fromHex(v.secret), fromHex(knownPrime)))).toBe(v.shared)
  for (const [side, sealed] of [[0, v.creator], [8, v.other]] as const) {
    expect(toHex(sealPlain(key, side, fromHex(v.plain)))).toBe(sealed)
    expect(toHex(open(key, side, fromHex(sealed)))).toBe(v.plain.slice(8, 8 + 64))
  }
  const k = { key: fromHex(v.fileKey), iv: fromHex(v.fileIv) }
  expect(fileFingerprint(k)).toBe(v.fileFingerprint)
  const [plain, encrypted] = [fromHex(v.file), fromHex(v.encrypted)]
  const out = new FileCipher(k)
  const back = new FileCipher(k)
  for (const [from, to] of [[0, 64], [64, 96]] as const) {
    expect(out.encrypt(plain.subarray(from, to))).toEqual(encrypted.slice(from, to))
    expect(back.decrypt(encrypted.subarray(from, to))).toEqual(plain.slice(from, to))
  }
})

test('MD5', () => {
  const of = (s: string): string => toHex(md5(new TextEncoder().encode(s)))
  expect(of('')).toBe('d41d8cd98f00b204e9800998ecf8427e')
  expect(of('12345678901234567890123456789012345678901234567890123456789012345678901234567890')).toBe('57edf4a22be3c955ac49da2e2107b67a')
})
