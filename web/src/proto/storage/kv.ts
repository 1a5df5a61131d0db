import type { IKeyValueRepository } from '@mtcute/core'
import { read } from '../../base/idb'
import type { Driver } from './driver'

/** Small things of the library. Those for which there is no room last as long as the worker: it goes on, and a later start asks anew. */
export class KeyValues implements IKeyValueRepository {
  private readonly unsaved = new Map<string, Uint8Array>()

  constructor(private readonly driver: Driver) {}

  async set(key: string, value: Uint8Array): Promise<void> {
    this.unsaved.set(key, value)
    const saved = await this.driver.tryWrite(['kv'], (tx) => tx.objectStore('kv').put(value, key))
    if (saved && this.unsaved.get(key) === value) this.unsaved.delete(key)
  }

  async get(key: string): Promise<Uint8Array | null> {
    return this.unsaved.get(key) ?? (await read<Uint8Array | undefined>(await this.driver.db, 'kv', (s) => s.get(key))) ?? null
  }

  async delete(key: string): Promise<void> {
    this.unsaved.delete(key)
    await this.driver.write(['kv'], (tx) => tx.objectStore('kv').delete(key))
  }

  async deleteAll(): Promise<void> {
    this.unsaved.clear()
    await this.driver.write(['kv'], (tx) => tx.objectStore('kv').clear())
  }
}
