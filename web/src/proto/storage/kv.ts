import type { IKeyValueRepository } from '@mtcute/core'
import { read, write } from '../../base/idb'
import type { Driver } from './driver'

export class KeyValues implements IKeyValueRepository {
  constructor(private readonly driver: Driver) {}

  async set(key: string, value: Uint8Array): Promise<void> {
    await write(await this.driver.db, ['kv'], (tx) => tx.objectStore('kv').put(value, key))
  }

  async get(key: string): Promise<Uint8Array | null> {
    return (await read<Uint8Array | undefined>(await this.driver.db, 'kv', (s) => s.get(key))) ?? null
  }

  async delete(key: string): Promise<void> {
    await write(await this.driver.db, ['kv'], (tx) => tx.objectStore('kv').delete(key))
  }

  async deleteAll(): Promise<void> {
    await write(await this.driver.db, ['kv'], (tx) => tx.objectStore('kv').clear())
  }
}
