import type { IStorageDriver } from '@mtcute/core'
import { open, write } from '../../base/idb'
import { Refused } from '../failure'
import { steps } from './steps'

/** The database of one worker: session keys, peers, and what waits to be sent. */
export class Driver implements IStorageDriver {
  private opened: Promise<IDBDatabase> | undefined
  private full = false
  /** Told when the browser has no room for what is written, and when it has again. */
  onFull: (full: boolean) => void = () => {}
  /** Told when the browser threw the database away: the person cleared the data of this page. */
  onGone: () => void = () => {}

  get db(): Promise<IDBDatabase> {
    this.opened ??= this.open()
    return this.opened
  }

  async load(): Promise<void> {
    await this.db
  }

  /** Writes, and notes whether there is room. What fn does is on disk when the promise resolves. */
  async write(stores: string[], fn: (tx: IDBTransaction) => void): Promise<void> {
    try {
      await write(await this.db, stores, fn)
      this.note(false)
    } catch (e) {
      if (isFull(e)) this.note(true)
      throw e
    }
  }

  /** The same for what the app can do without until its next start: answers whether there was room. */
  async tryWrite(stores: string[], fn: (tx: IDBTransaction) => void): Promise<boolean> {
    try {
      await this.write(stores, fn)
      return true
    } catch (e) {
      if (isFull(e)) return false
      throw e
    }
  }

  private async open(): Promise<IDBDatabase> {
    const db = await open('chappe', steps).catch((e: unknown) => {
      this.opened = undefined // the next look tries anew
      throw isFull(e) ? e : new Refused('STORAGE_CLOSED')
    })
    db.onclose = () => {
      this.opened = undefined
      this.onGone()
    }
    return db
  }

  private note(full: boolean): void {
    if (full === this.full) return
    this.full = full
    this.onFull(full)
  }
}

/** Whether it failed because the browser gives this page no more room. */
export const isFull = (e: unknown): boolean => e instanceof DOMException && e.name === 'QuotaExceededError'
