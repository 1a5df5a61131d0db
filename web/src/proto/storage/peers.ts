import type { IPeersRepository } from '@mtcute/core'
import { read, write } from '../../base/idb'
import type { Driver } from './driver'

type Info = IPeersRepository.PeerInfo

/** What the library knows of people and chats. An answer may bring hundreds: those of one moment go to disk together. */
export class Peers implements IPeersRepository {
  private waiting = new Map<number, Info>()
  private flushing: Promise<void> | undefined

  constructor(private readonly driver: Driver) {}

  store(peer: Info): void {
    this.waiting.set(peer.id, peer)
    this.flushing ??= this.flush()
  }

  private async flush(): Promise<void> {
    await Promise.resolve()
    const db = await this.driver.db
    const batch = this.waiting
    this.waiting = new Map()
    this.flushing = undefined
    await write(db, ['peers'], (tx) => batch.forEach((p) => tx.objectStore('peers').put(p)))
  }

  async getById(id: number): Promise<Info | null> {
    await this.flushing
    return (await read<Info | undefined>(await this.driver.db, 'peers', (s) => s.get(id))) ?? null
  }

  async getByUsername(username: string): Promise<Info | null> {
    await this.flushing
    const p = await read<Info | undefined>(await this.driver.db, 'peers', (s) => s.index('usernames').get(username.toLowerCase()))
    return p && !p.isMin ? p : null
  }

  async getByPhone(phone: string): Promise<Info | null> {
    await this.flushing
    const p = await read<Info | undefined>(await this.driver.db, 'peers', (s) => s.index('phone').get(phone))
    return p && !p.isMin ? p : null
  }

  async deleteAll(): Promise<void> {
    this.waiting.clear()
    await write(await this.driver.db, ['peers'], (tx) => tx.objectStore('peers').clear())
  }
}
