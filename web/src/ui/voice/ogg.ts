/**
 * Browsers record Opus in WebM; other clients want it in Ogg. The packets stay as they are.
 * https://www.rfc-editor.org/rfc/rfc7845, https://www.rfc-editor.org/rfc/rfc3533, https://www.rfc-editor.org/rfc/rfc8794
 */

/** Elements of a WebM that hold what we look for. */
const inside = new Set([0x18538067, 0x1654ae6b, 0xae, 0x1f43b675, 0xa0]) // Segment, Tracks, TrackEntry, Cluster, BlockGroup
const codecPrivate = 0x63a2
const blocks = new Set([0xa3, 0xa1]) // SimpleBlock, Block

interface Opus {
  readonly head: Uint8Array
  readonly packets: readonly Uint8Array[]
}

/** The packets of a WebM with one Opus track; undefined if it is something else. */
export function readWebm(b: Uint8Array): Opus | undefined {
  let head: Uint8Array | undefined
  const packets: Uint8Array[] = []
  let at = 0
  while (at < b.length) {
    const id = readId(b, at)
    if (!id) break
    const size = readSize(b, at + id.length)
    if (!size) break
    const from = at + id.length + size.length
    if (inside.has(id.value)) {
      at = from // what is within follows
      continue
    }
    const to = Math.min(b.length, from + size.value)
    if (id.value === codecPrivate) head = b.subarray(from, to)
    else if (blocks.has(id.value)) {
      const track = readSize(b, from)
      if (track && from + track.length + 3 < to) packets.push(b.subarray(from + track.length + 3, to)) // after time and flags
    }
    at = from + size.value
  }
  const magic = head && String.fromCharCode(...head.subarray(0, 8))
  return head && magic === 'OpusHead' && packets.length > 0 ? { head, packets } : undefined
}

function readId(b: Uint8Array, at: number): { value: number; length: number } | undefined {
  const first = b[at] ?? 0
  const length = Math.clz32(first) - 23
  if (first === 0 || length > 4 || at + length > b.length) return undefined
  let value = 0
  for (let i = 0; i < length; i++) value = value * 256 + (b[at + i] ?? 0)
  return { value, length }
}

/** An unknown size reads as one beyond every file. */
function readSize(b: Uint8Array, at: number): { value: number; length: number } | undefined {
  const first = b[at] ?? 0
  const length = Math.clz32(first) - 23
  if (first === 0 || length > 8 || at + length > b.length) return undefined
  let value = first & ((1 << (8 - length)) - 1)
  for (let i = 1; i < length; i++) value = value * 256 + (b[at + i] ?? 0)
  return { value, length }
}

/** How many samples at 48 kHz a packet holds. https://www.rfc-editor.org/rfc/rfc6716#section-3.1 */
export function samplesOf(packet: Uint8Array): number {
  const toc = packet[0] ?? 0
  const config = toc >> 3
  const frame = config < 12 ? [480, 960, 1920, 2880][config & 3] : config < 16 ? [480, 960][config & 1] : [120, 240, 480, 960][config & 3]
  const count = (toc & 3) === 0 ? 1 : (toc & 3) === 3 ? (packet[1] ?? 0) & 63 : 2
  return (frame ?? 0) * count
}

/** An Ogg of Opus packets. */
export function writeOgg({ head, packets }: Opus): Blob {
  const serial = crypto.getRandomValues(new Uint32Array(1))[0] ?? 1
  const pages: Uint8Array[] = []
  const page = (flags: number, granule: number, held: readonly Uint8Array[]): void => void pages.push(oggPage(flags, granule, serial, pages.length, held))
  page(2, 0, [head])
  page(0, 0, [tags()])
  let granule = 0
  let held: Uint8Array[] = []
  let segments = 0
  packets.forEach((p, i) => {
    held.push(p)
    segments += Math.floor(p.length / 255) + 1
    granule += samplesOf(p)
    const next = packets[i + 1]
    const full = !next || segments + Math.floor(next.length / 255) + 1 > 255 || held.length >= 50
    if (!full) return
    page(next ? 0 : 4, granule, held)
    held = []
    segments = 0
  })
  return new Blob(pages as Uint8Array<ArrayBuffer>[], { type: 'audio/ogg' })
}

function tags(): Uint8Array {
  const name = 'Chappe'
  const out = new Uint8Array(8 + 4 + name.length + 4)
  out.set(new TextEncoder().encode('OpusTags'))
  new DataView(out.buffer).setUint32(8, name.length, true)
  out.set(new TextEncoder().encode(name), 12)
  return out
}

function oggPage(flags: number, granule: number, serial: number, sequence: number, packets: readonly Uint8Array[]): Uint8Array {
  const lacing = packets.flatMap((p) => [...Array<number>(Math.floor(p.length / 255)).fill(255), p.length % 255])
  const out = new Uint8Array(27 + lacing.length + packets.reduce((n, p) => n + p.length, 0))
  const v = new DataView(out.buffer)
  out.set([0x4f, 0x67, 0x67, 0x53, 0, flags])
  v.setBigUint64(6, BigInt(granule), true)
  v.setUint32(14, serial, true)
  v.setUint32(18, sequence, true)
  out[26] = lacing.length
  out.set(lacing, 27)
  let at = 27 + lacing.length
  for (const p of packets) {
    out.set(p, at)
    at += p.length
  }
  v.setUint32(22, checksum(out), true)
  return out
}

const table = Array.from({ length: 256 }, (_, i) => {
  let r = i << 24
  for (let k = 0; k < 8; k++) r = r & 0x80000000 ? (r << 1) ^ 0x04c11db7 : r << 1
  return r >>> 0
})

function checksum(b: Uint8Array): number {
  let c = 0
  for (const x of b) c = ((c << 8) ^ (table[(c >>> 24) ^ x] ?? 0)) >>> 0
  return c
}
