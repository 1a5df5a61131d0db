import { Long, type tl } from '@mtcute/core'
import { read } from '../base/idb'
import type { OutFile } from '../model/media'
import { Refused } from './failure'
import type { Session } from './session'
import { inputMedia } from './wire/inputMedia'

/** The bytes of a file on its way out, under the name that its message has in the outbox. */
interface Upload {
  readonly name: string
  /** Digits of the number under which the server gathers its parts. */
  readonly id: string
  readonly blob: Blob
  readonly thumb?: Blob
  readonly part: number
}

/** Whole files up to this size go without being announced. https://core.telegram.org/api/files#uploading-files */
const small = 10 << 20
/** How many parts are on their way at once. */
const atOnce = 4
/** The server takes larger parts for larger files. */
const partOf = (bytes: number): number => (bytes <= 1 << 20 ? 64 << 10 : bytes <= 32 << 20 ? 256 << 10 : 512 << 10)

/**
 * Files on their way up. Which parts the server has acknowledged is on disk, so that after a reload only the others are sent.
 */
export class Uploads {
  private readonly running = new Map<string, AbortController>()

  constructor(private readonly s: Session) {}

  /** Keeps a file's bytes, in a transaction of the outbox. */
  keep(tx: IDBTransaction, name: string, blob: Blob, thumb: Blob | undefined): void {
    tx.objectStore('uploads').put(fresh(name, blob, thumb))
  }

  /** Forgets them. */
  drop(tx: IDBTransaction, name: string): void {
    this.stop(name)
    tx.objectStore('uploads').delete(name)
    tx.objectStore('parts').delete(IDBKeyRange.bound([name, -1], [name, Infinity]))
  }

  async blob(name: string): Promise<Blob | undefined> {
    return (await this.load(name))?.blob
  }

  stop(name: string): void {
    this.running.get(name)?.abort()
  }

  stopAll(): void {
    for (const c of this.running.values()) c.abort()
  }

  /** Begins anew under another number: the server has lost parts of it. */
  async again(name: string): Promise<void> {
    const u = await this.load(name)
    if (!u) return
    await this.s.storage.driver.write(['uploads', 'parts'], (tx) => {
      this.drop(tx, name)
      tx.objectStore('uploads').put(fresh(name, u.blob, u.thumb))
    })
  }

  /** Sends what the server does not have yet, and returns how the file is named in a message. */
  async send(name: string, file: OutFile): Promise<tl.TypeInputMedia> {
    const u = await this.load(name)
    if (!u) throw new Refused('FILE_GONE')
    const abort = new AbortController()
    this.running.set(name, abort)
    try {
      const input = await this.sendParts(u, file.name, abort.signal)
      const thumb = u.thumb && (await this.sendThumb(u.thumb))
      return inputMedia(file, input, thumb)
    } finally {
      if (this.running.get(name) === abort) this.running.delete(name)
    }
  }

  private async sendParts(u: Upload, fileName: string, signal: AbortSignal): Promise<tl.TypeInputFile> {
    const total = Math.max(1, Math.ceil(u.blob.size / u.part))
    const done = await this.acknowledged(u.name)
    let bytes = bytesOf(u, done)
    const tell = (): void => this.s.emit('progress', { outbox: u.name, done: bytes, total: u.blob.size })
    tell()
    const big = u.blob.size > small
    const fileId = Long.fromString(u.id)
    let next = 0
    const work = async (): Promise<void> => {
      for (let n = next++; n < total; n = next++) {
        if (done.has(n)) continue
        signal.throwIfAborted()
        const part = new Uint8Array(await u.blob.slice(n * u.part, (n + 1) * u.part).arrayBuffer())
        await this.s.client.call(
          big
            ? { _: 'upload.saveBigFilePart', fileId, filePart: n, fileTotalParts: total, bytes: part }
            : { _: 'upload.saveFilePart', fileId, filePart: n, bytes: part },
          { kind: 'upload', abortSignal: signal },
        )
        await this.s.storage.driver.tryWrite(['parts'], (tx) => tx.objectStore('parts').put(1, [u.name, n]))
        bytes += part.length
        tell()
      }
    }
    await Promise.all(Array.from({ length: Math.min(atOnce, total) }, work))
    return big
      ? { _: 'inputFileBig', id: fileId, parts: total, name: fileName }
      : { _: 'inputFile', id: fileId, parts: total, name: fileName, md5Checksum: '' }
  }

  /** Tells how far a file is that waits. */
  async tell(name: string): Promise<void> {
    const u = await this.load(name)
    if (u) this.s.emit('progress', { outbox: name, done: bytesOf(u, await this.acknowledged(name)), total: u.blob.size })
  }

  /** The numbers of those parts that the server has. */
  private async acknowledged(name: string): Promise<ReadonlySet<number>> {
    const range = IDBKeyRange.bound([name, -1], [name, Infinity])
    const keys = await read<IDBValidKey[]>(await this.s.storage.driver.db, 'parts', (o) => o.getAllKeys(range))
    return new Set(keys.map((k) => (k as [string, number])[1]))
  }

  private async sendThumb(thumb: Blob): Promise<tl.TypeInputFile> {
    const fileId = Long.fromString(newId())
    const bytes = new Uint8Array(await thumb.arrayBuffer())
    await this.s.client.call({ _: 'upload.saveFilePart', fileId, filePart: 0, bytes }, { kind: 'upload' })
    return { _: 'inputFile', id: fileId, parts: 1, name: 'thumb.jpg', md5Checksum: '' }
  }

  private async load(name: string): Promise<Upload | undefined> {
    return read<Upload | undefined>(await this.s.storage.driver.db, 'uploads', (o) => o.get(name))
  }
}

const bytesOf = (u: Upload, parts: ReadonlySet<number>): number =>
  [...parts].reduce((sum, n) => sum + Math.min(u.part, u.blob.size - n * u.part), 0)

const fresh = (name: string, blob: Blob, thumb: Blob | undefined): Upload => ({ name, id: newId(), blob, thumb, part: partOf(blob.size) })

/** 63 random bits, as digits. */
export function newId(): string {
  const [a = 0, b = 0] = crypto.getRandomValues(new Uint32Array(2))
  return ((BigInt(a & 0x7fffffff) << 32n) | BigInt(b)).toString()
}

/** Sends a small file, such as a photo of somebody, and returns how it is named. */
export async function saveSmall(s: Session, picture: Blob): Promise<tl.RawInputFile> {
  const id = Long.fromString(newId())
  const bytes = new Uint8Array(await picture.arrayBuffer())
  const part = 256 << 10
  const parts = Math.ceil(bytes.length / part)
  for (let n = 0; n < parts; n++) {
    await s.client.call({ _: 'upload.saveFilePart', fileId: id, filePart: n, bytes: bytes.slice(n * part, (n + 1) * part) }, { kind: 'upload' })
  }
  return { _: 'inputFile', id, parts, name: 'photo.jpg', md5Checksum: '' }
}
