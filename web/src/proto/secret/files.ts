import type { SecretFile } from '../../model/secret'
import { Refused } from '../failure'
import type { Session } from '../session'
import { download, maxFile, newFileKey, withFile } from './file'
import type { Also, Fn } from './keeper'
import type { Post } from './post'
import { mediaSaid } from './rows'
import { randomId, send } from './send'
import type { Row, Shelf } from './shelf'
import { NotReady } from './state'

/** What of the chats their files have to do with. */
interface Chats {
  change(id: number, fn: Fn): Promise<void>
  /** Runs fn while nothing changes. */
  alone<T>(fn: () => Promise<T>): Promise<T>
  row(id: number, n: number): Promise<Row | undefined>
  /** The messages of a chat whose files are not up. */
  rising(id: number): readonly number[]
  own(id: number, r: Pick<Row, 'text' | 'entities' | 'name' | 'ttl'> & Partial<Row>): Row
}

/** The most that stand together. */
const albumMost = 10

/** The files of secret chats. Each is kept before it goes up, so that it goes out after a reload, too. */
export class Files {
  private readonly raising = new Set<string>()

  constructor(private readonly s: Session, private readonly shelf: Shelf, private readonly post: Post, private readonly chats: Chats) {}

  /** Keeps files and brings them up, one after the other; pictures among them stand together. */
  async send(id: number, files: readonly SecretFile[], reply: string | undefined): Promise<void> {
    if (files.some((f) => f.blob.size === 0 || f.blob.size > maxFile)) throw new Refused('SECRET_FILE_SIZE')
    const all = await Promise.all(files.map(async (f) => ({
      ...f, bytes: new Uint8Array(await f.blob.arrayBuffer()),
      small: f.thumb && { bytes: new Uint8Array(await f.thumb.blob.arrayBuffer()), width: f.thumb.width, height: f.thumb.height },
    })))
    const together = files.length > 1 && files.length <= albumMost && files.every((f) => f.media.kind === 'photo' || f.media.kind === 'video')
    const album = together ? String(randomId()) : undefined
    let rows: Row[] = []
    await this.chats.change(id, (s) => {
      if (s.phase !== 'ready') throw new NotReady()
      rows = all.map((f, i): Row => {
        const r = this.chats.own(id, { ...f.text, name: String(randomId()), ttl: s.ttl, reply, media: f.media, album, thumb: f.small, ...newFileKey() })
        return { ...r, id: r.id + i }
      })
      const ns = rows.map((r) => r.id)
      return { put: rows, files: new Map(ns.map((n, i) => [n, all[i]?.bytes ?? new Uint8Array()])), about: { rising: [...this.chats.rising(id), ...ns] } }
    })
    void this.raise(id, rows.map((r) => r.id))
  }

  /** Brings files up that are kept. */
  async raise(id: number, ns: readonly number[]): Promise<void> {
    for (const n of ns) {
      const name = `${id} ${n}`
      if (this.raising.has(name)) continue
      this.raising.add(name)
      await this.keepRaising(id, n).finally(() => this.raising.delete(name))
    }
  }

  private async keepRaising(id: number, n: number): Promise<void> {
    for (let tries = 0; this.chats.rising(id).includes(n); tries++) {
      try {
        await this.bringUp(id, n)
      } catch (e) {
        await new Promise((done) => setTimeout(done, 1000 * (Refused.of(e).seconds ?? Math.min(2 ** tries, 30))))
      }
    }
  }

  private async bringUp(id: number, n: number): Promise<void> {
    const [row, bytes] = await this.chats.alone(() => this.look(id, n))
    const without = (): Also => ({ about: { rising: this.chats.rising(id).filter((x) => x !== n) } })
    if (!row?.key || !row.iv || !bytes) {
      await this.chats.change(id, without)
      return
    }
    const k = { key: row.key, iv: row.iv }
    const file = await this.post.upload(bytes, k, (done) => this.s.emit('progress', { outbox: `secret ${id} ${n}`, done, total: bytes.length }))
    await this.chats.change(id, (s, _, rows) => {
      if (rows.has(n)) { // not deleted meanwhile
        send(s, withFile(mediaSaid(row), k, bytes.length), file, Date.now())
      }
      return without()
    })
  }

  /** A message, and its file if that lies here. */
  private async look(id: number, n: number): Promise<readonly [Row | undefined, Uint8Array | undefined]> {
    return [await this.chats.row(id, n), await this.shelf.file(id, n)]
  }

  /** The bytes of a message's file: as they lie here, else from the server, which forgets them soon after. */
  async get(id: number, n: number): Promise<Blob> {
    const [row, here] = await this.chats.alone(() => this.look(id, n))
    if (!row?.media) throw new Refused('FILE_GONE')
    if (here) return new Blob([here as Uint8Array<ArrayBuffer>], { type: safeType(row.media.mime) })
    const { file, key, iv } = row
    if (!file || !key || !iv) throw new Refused('FILE_GONE')
    const bytes = await download(file, row.media.bytes, { key, iv }, (offset, limit) => this.post.part(file, offset, limit))
    await this.chats.alone(async () => {
      // A message that went meanwhile takes its file along; without room it is asked for again.
      if (await this.chats.row(id, n).catch(() => undefined)) await this.shelf.save({ chat: id, files: new Map([[n, bytes]]) }).catch(() => {})
    })
    return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: safeType(row.media.mime) })
  }
}

/** What a file says of its kind is the other side's word: nothing of it may run in this page. */
const safeType = (mime: string): string => (/^(image\/(jpeg|png|gif|webp)|audio\/[\w.+-]+|video\/[\w.+-]+)$/.test(mime) ? mime : 'application/octet-stream')
