import type { IAuthKeysRepository } from '@mtcute/core'
import { read } from '../../base/idb'
import type { Driver } from './driver'

interface TempKey {
  key: Uint8Array
  expires: number
}

const both = ['authKeys', 'tempKeys']

/** Keys for which there is no room last as long as the worker: the person is signed in until then. */
export class AuthKeys implements IAuthKeysRepository {
  constructor(private readonly driver: Driver) {}

  async set(dc: number, key: Uint8Array | null): Promise<void> {
    await this.driver.tryWrite(['authKeys'], (tx) => {
      const s = tx.objectStore('authKeys')
      key ? s.put(key, dc) : s.delete(dc)
    })
  }

  async get(dc: number): Promise<Uint8Array | null> {
    return (await read<Uint8Array | undefined>(await this.driver.db, 'authKeys', (s) => s.get(dc))) ?? null
  }

  async setTemp(dc: number, idx: number, key: Uint8Array | null, expires: number): Promise<void> {
    await this.driver.tryWrite(['tempKeys'], (tx) => {
      const s = tx.objectStore('tempKeys')
      key ? s.put({ key, expires } satisfies TempKey, [dc, idx]) : s.delete([dc, idx])
    })
  }

  async getTemp(dc: number, idx: number, now: number): Promise<Uint8Array | null> {
    const t = await read<TempKey | undefined>(await this.driver.db, 'tempKeys', (s) => s.get([dc, idx]))
    return t && now < t.expires ? t.key : null
  }

  async deleteByDc(dc: number): Promise<void> {
    await this.driver.write(both, (tx) => {
      tx.objectStore('authKeys').delete(dc)
      tx.objectStore('tempKeys').delete(IDBKeyRange.bound([dc, -Infinity], [dc, Infinity]))
    })
  }

  async deleteAll(): Promise<void> {
    await this.driver.write(both, (tx) => both.forEach((name) => tx.objectStore(name).clear()))
  }
}
