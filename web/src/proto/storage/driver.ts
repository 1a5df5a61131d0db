import type { IStorageDriver } from '@mtcute/core'
import { open } from '../../base/idb'
import { steps } from './steps'

/** The database of one worker: session keys, peers, and what waits to be sent. */
export class Driver implements IStorageDriver {
  private opened: Promise<IDBDatabase> | undefined

  get db(): Promise<IDBDatabase> {
    this.opened ??= open('chappe', steps)
    return this.opened
  }

  async load(): Promise<void> {
    await this.db
  }
}
