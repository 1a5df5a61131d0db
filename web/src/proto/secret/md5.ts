const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
const sines = Array.from({ length: 64 }, (_, i) => Math.floor(2 ** 32 * Math.abs(Math.sin(i + 1))) | 0)

/** MD5, which browsers lack and of which a file's key fingerprint is made. https://www.rfc-editor.org/rfc/rfc1321 */
export function md5(data: Uint8Array): Uint8Array {
  const padded = new Uint8Array((((data.length + 8) >> 6) + 1) << 6)
  padded.set(data)
  padded[data.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, data.length << 3, true)
  view.setUint32(padded.length - 4, Math.floor(data.length / 2 ** 29), true)
  const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476]
  for (let at = 0; at < padded.length; at += 64) block(state, view, at)
  const out = new DataView(new ArrayBuffer(16))
  state.forEach((s, i) => out.setInt32(4 * i, s, true))
  return new Uint8Array(out.buffer)
}

function block(state: number[], view: DataView, at: number): void {
  let [a = 0, b = 0, c = 0, d = 0] = state
  for (let i = 0; i < 64; i++) {
    const round = i >> 4
    const mixed = [(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)][round] ?? 0
    const word = [i, 5 * i + 1, 3 * i + 5, 7 * i][round] ?? 0
    const sum = (a + mixed + (sines[i] ?? 0) + view.getInt32(at + 4 * (word & 15), true)) | 0
    const by = shifts[4 * round + (i & 3)] ?? 0
    const next = (b + ((sum << by) | (sum >>> (32 - by)))) | 0
    a = d
    d = c
    c = b
    b = next
  }
  for (const [i, v] of [a, b, c, d].entries()) state[i] = ((state[i] ?? 0) + v) | 0
}
