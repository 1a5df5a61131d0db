import { lines, type TlObject } from './tl_gen'

/** The end-to-end TL as bytes and back, by the lines of the schema. */

/** Bytes that are not TL of the end-to-end schema, or an object that cannot be said in it. */
export class TlError extends Error {}

interface Field {
  readonly name: string
  readonly type: string
  /** Of flags; -1 where the field is always there. */
  readonly bit: number
}

interface Constructor {
  readonly name: string
  readonly id: number
  readonly type: string
  readonly fields: readonly Field[]
}

const byName = new Map<string, Constructor>()
const byId = new Map<number, Constructor>()
for (const line of lines) {
  const [, name = '', id = '', fields = '', type = ''] = /^(\w+)#([0-9a-f]+)((?: \w+:\S+)*) = (\w+)$/.exec(line) ?? []
  const c: Constructor = {
    name, id: parseInt(id, 16), type,
    fields: fields.trim().split(' ').filter(Boolean).map((f) => {
      const [, label = '', bit = '', kind = ''] = /^(\w+):(?:flags\.(\d+)\?)?(.*)$/.exec(f) ?? []
      return { name: label.replace(/_(\w)/g, (_, l: string) => l.toUpperCase()), type: kind, bit: bit === '' ? -1 : Number(bit) }
    }),
  }
  byName.set(name, c)
  byId.set(c.id, c)
}

const vectorId = 0x1cb5c415
/** The longest string that TL can hold. */
const maxText = (1 << 24) - 1
/** How deeply objects may lie in each other. The schema itself allows five. */
const maxDepth = 16

type Values = Record<string, unknown>

/** An object with its constructor's number in front. */
export function encode(x: TlObject): Uint8Array {
  const w = new Writer()
  w.object(x as unknown as Values, '')
  return w.bytes()
}

/** Reads one object, which must take all of b. What it returns shares nothing with b. */
export function decode(b: Uint8Array): TlObject {
  const r = new Reader(b)
  const x = r.object('')
  if (r.left !== 0) throw new TlError('more than an object')
  return x as unknown as TlObject
}

const utf8 = new TextEncoder()
const text = new TextDecoder('utf-8', { ignoreBOM: true })

class Writer {
  private b = new Uint8Array(256)
  private n = 0

  bytes(): Uint8Array {
    return this.b.slice(0, this.n)
  }

  object(x: Values, type: string): void {
    const c = byName.get(String(x?._))
    if (!c || (type !== '' && c.type !== type)) throw new TlError(`not a ${type}`)
    this.int(c.id)
    let flags = Number(x.flags ?? 0)
    for (const f of c.fields) if (f.bit >= 0 && there(x[f.name], f.type)) flags |= 1 << f.bit
    for (const f of c.fields) {
      if (f.type === '#') this.int(flags)
      else if (f.type !== 'true' && (f.bit < 0 || flags & (1 << f.bit))) this.value(x[f.name], f.type)
    }
  }

  private value(v: unknown, type: string): void {
    switch (type) {
      case 'int':
        return this.int(v as number)
      case 'long':
        return this.view(8).setBigInt64(0, BigInt(v as bigint), true)
      case 'double':
        return this.view(8).setFloat64(0, v as number, true)
      case 'string':
        return this.text(utf8.encode(v as string))
      case 'bytes':
        return this.text((v as Uint8Array | undefined) ?? new Uint8Array())
    }
    const element = elementOf(type)
    if (element === undefined) return this.object(v as Values, type)
    const all = (v as readonly unknown[] | undefined) ?? []
    this.int(vectorId)
    this.int(all.length)
    for (const e of all) this.value(e, element)
  }

  private int(v: number): void {
    this.view(4).setInt32(0, v | 0, true)
  }

  private text(v: Uint8Array): void {
    if (v.length > maxText) throw new TlError('a text that is too long')
    const head = v.length < 254 ? [v.length] : [254, v.length & 255, (v.length >> 8) & 255, v.length >> 16]
    const size = (head.length + v.length + 3) & ~3
    const to = this.grow(size)
    to.set(head)
    to.set(v, head.length)
  }

  private view(n: number): DataView {
    const to = this.grow(n)
    return new DataView(to.buffer, to.byteOffset, n)
  }

  private grow(n: number): Uint8Array {
    if (this.n + n > this.b.length) {
      const more = new Uint8Array(Math.max(2 * this.b.length, this.n + n))
      more.set(this.b)
      this.b = more
    }
    this.n += n
    return this.b.subarray(this.n - n, this.n)
  }
}

/** Whether an optional field is said to be there. */
function there(v: unknown, type: string): boolean {
  if (type === 'true') return v === true
  return v !== undefined && v !== null && v !== 0 && v !== 0n && v !== ''
}

const elementOf = (type: string): string | undefined => /^Vector<(.*)>$/.exec(type)?.[1]

/** Reads TL from bytes that somebody else made: every length is compared with what is there. */
export class Reader {
  private at = 0
  private depth = 0
  private readonly view: DataView

  constructor(private readonly b: Uint8Array) {
    this.view = new DataView(b.buffer, b.byteOffset, b.length)
  }

  get left(): number {
    return this.b.length - this.at
  }

  /** What was not read yet. */
  rest(): Uint8Array {
    return this.b.slice(this.at)
  }

  object(type: string): Values {
    const c = byId.get(this.int() >>> 0)
    if (!c || (type !== '' && c.type !== type) || this.depth === maxDepth) throw new TlError('not TL of the end-to-end schema')
    this.depth++
    const x: Values = { _: c.name }
    let flags = 0
    for (const f of c.fields) {
      if (f.type === '#') flags = this.int()
      else if (f.type === 'true') {
        if (flags & (1 << f.bit)) x[f.name] = true
      } else if (f.bit < 0 || flags & (1 << f.bit)) x[f.name] = this.value(f.type)
    }
    // An optional field may be there with nothing in it.
    if (c.fields.some((f) => f.type === '#')) x.flags = flags
    this.depth--
    return x
  }

  private value(type: string): unknown {
    switch (type) {
      case 'int':
        return this.int()
      case 'long':
        return this.view.getBigInt64(this.take(8), true)
      case 'double':
        return this.view.getFloat64(this.take(8), true)
      case 'string':
        return text.decode(this.string())
      case 'bytes':
        return this.string()
    }
    const element = elementOf(type)
    if (element === undefined) return this.object(type)
    if (this.int() >>> 0 !== vectorId) throw new TlError('not a list')
    const n = this.int()
    if (n < 0 || n > this.left / 4) throw new TlError('a list that is too long')
    return Array.from({ length: n }, () => this.value(element))
  }

  int(): number {
    return this.view.getInt32(this.take(4), true)
  }

  string(): Uint8Array {
    let n = this.b[this.take(1)] ?? 0
    let used = 1
    if (n >= 254) {
      if (n === 255) throw new TlError('a length that there is not')
      const at = this.take(3)
      n = (this.b[at] ?? 0) | ((this.b[at + 1] ?? 0) << 8) | ((this.b[at + 2] ?? 0) << 16)
      used = 4
    }
    const at = this.take(n)
    this.take((4 - ((used + n) & 3)) & 3)
    return this.b.slice(at, at + n)
  }

  private take(n: number): number {
    if (n > this.left) throw new TlError('cut off')
    this.at += n
    return this.at - n
  }
}
