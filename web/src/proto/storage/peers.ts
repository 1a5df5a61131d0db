import type { IPeersRepository } from '@mtcute/core'
import { read } from '../../base/idb'
import type { Driver } from './driver'

type Info = IPeersRepository.PeerInfo

/** What the library knows of people and chats. An answer may bring hundreds: those of one moment go to disk together. */
export class Peers implements IPeersRepository {
  /** Not on disk yet, or without room there. */
  private waiting = new Map<number, Info>()
  private flushing: Promise<void> | undefined

  constructor(private readonly driver: Driver) {}

  store(peer: Info): void {
    this.waiting.set(peer.id, peer)
    this.flushing ??= this.flush().finally(() => (this.flushing = undefined))
  }

  private async flush(): Promise<void> {
    await Promise.resolve()
    const batch = new Map(this.waiting)
    const saved = await this.driver.tryWrite(['peers'], (tx) => batch.forEach((p) => tx.objectStore('peers').put(p)))
    if (!saved) return // they go with the next ones
    for (const [id, p] of batch) if (this.waiting.get(id) === p) this.waiting.delete(id)
    if (this.waiting.size > 0) await this.flush()
  }

  private find(is: (p: Info) => boolean): Info | undefined {
    for (const p of this.waiting.values()) if (is(p)) return p
    return undefined
  }

  async getById(id: number): Promise<Info | null> {
    return this.waiting.get(id) ?? (await read<Info | undefined>(await this.driver.db, 'peers', (s) => s.get(id))) ?? null
  }

  async getByUsername(username: string): Promise<Info | null> {
    const name = username.toLowerCase()
    const p = this.find((w) => w.usernames.includes(name)) ?? (await read<Info | undefined>(await this.driver.db, 'peers', (s) => s.index('usernames').get(name)))
    return p && !p.isMin ? p : null
  }

  async getByPhone(phone: string): Promise<Info | null> {
    const p = this.find((w) => w.phone === phone) ?? (await read<Info | undefined>(await this.driver.db, 'peers', (s) => s.index('phone').get(phone)))
    return p && !p.isMin ? p : null
  }

  /** Forgets all but some. */
  async keepOnly(ids: ReadonlySet<number>): Promise<void> {
    this.waiting.clear()
    const keys = await read<IDBValidKey[]>(await this.driver.db, 'peers', (s) => s.getAllKeys())
    await this.driver.write(['peers'], (tx) => keys.forEach((k) => ids.has(k as number) || tx.objectStore('peers').delete(k)))
  }

  async deleteAll(): Promise<void> {
    this.waiting.clear()
    await this.driver.write(['peers'], (tx) => tx.objectStore('peers').clear())
  }
}
