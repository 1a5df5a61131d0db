import { expect, test } from 'vitest'
import { readWebm, samplesOf, writeOgg } from './ogg'

const bytes = (...parts: (number[] | Uint8Array)[]): Uint8Array => Uint8Array.from(parts.flatMap((p) => [...p]))
const element = (id: number[], body: Uint8Array): Uint8Array => bytes(id, [0x40 | (body.length >> 8), body.length & 255], body)
const unknown = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]
const head = bytes(new TextEncoder().encode('OpusHead'), [1, 1, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0])
const packet = (n: number): Uint8Array => bytes([0xf8], new Uint8Array(n).fill(n & 255)) // 20 ms
const block = (p: Uint8Array): Uint8Array => element([0xa3], bytes([0x81, 0, 0, 0x80], p))

test('what a browser records is taken apart and put into Ogg', async () => {
  const packets = [packet(10), packet(255), packet(300), ...Array.from({ length: 120 }, () => packet(80))]
  const webm = bytes(
    element([0x1a, 0x45, 0xdf, 0xa3], new Uint8Array(4)),
    [0x18, 0x53, 0x80, 0x67], unknown,
    element([0x16, 0x54, 0xae, 0x6b], element([0xae], element([0x63, 0xa2], head))),
    [0x1f, 0x43, 0xb6, 0x75], unknown, element([0xe7], new Uint8Array(1)),
    ...packets.map(block),
  )
  const opus = readWebm(webm)
  expect(opus?.packets.map((p) => [...p])).toEqual(packets.map((p) => [...p]))
  expect(opus && samplesOf(opus.packets[0] ?? head)).toBe(960)
  const ogg = new Uint8Array(await writeOgg(opus ?? { head, packets: [] }).arrayBuffer())
  // Taken apart again: every page begins as it should, the last ends the stream at the sum of all samples.
  const v = new DataView(ogg.buffer)
  let at = 0
  let granule = 0n
  let flags = 0
  let pages = 0
  let data = 0
  while (at < ogg.length) {
    expect(String.fromCharCode(...ogg.subarray(at, at + 4))).toBe('OggS')
    flags = ogg[at + 5] ?? 0
    granule = v.getBigUint64(at + 6, true)
    const segments = ogg.subarray(at + 27, at + 27 + (ogg[at + 26] ?? 0))
    const size = segments.reduce((a, b) => a + b, 0)
    if (pages > 1) data += size
    at += 27 + segments.length + size
    pages++
  }
  expect(flags).toBe(4)
  expect(granule).toBe(BigInt(packets.length * 960))
  expect(data).toBe(packets.reduce((n, p) => n + p.length, 0))
})

test('anything else is refused', () => {
  expect(readWebm(new Uint8Array(0))).toBeUndefined()
  expect(readWebm(new TextEncoder().encode('no sound at all, but rather long'))).toBeUndefined()
  for (let i = 0; i < 2000; i++) readWebm(Uint8Array.from({ length: i % 70 }, () => Math.floor(Math.random() * 256)))
})
