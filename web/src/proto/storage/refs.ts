import type { IReferenceMessagesRepository } from '@mtcute/core'
import { read, request, committed } from '../../base/idb'
import type { Driver } from './driver'

interface Ref {
  peer: number
  chat: number
  message: number
}

/** Messages in which people were seen of whom the server told only a part: they are named by them. */
export class References implements IReferenceMessagesRepository {
  constructor(private readonly driver: Driver) {}

  async store(peer: number, chat: number, message: number): Promise<void> {
    await this.driver.tryWrite(['refs'], (tx) => tx.objectStore('refs').put({ peer, chat, message } satisfies Ref))
  }

  async getByPeer(peer: number): Promise<[number, number] | null> {
    const all = await read<Ref[]>(await this.driver.db, 'refs', (s) => s.index('peer').getAll(peer))
    const last = all.at(-1)
    return last ? [last.chat, last.message] : null
  }

  async delete(chat: number, messages: number[]): Promise<void> {
    for (const message of messages) await this.drop('message', [chat, message])
  }

  async deleteByPeer(peer: number): Promise<void> {
    await this.drop('peer', peer)
  }

  async deleteAll(): Promise<void> {
    await this.driver.write(['refs'], (tx) => tx.objectStore('refs').clear())
  }

  private async drop(index: string, key: IDBValidKey): Promise<void> {
    const tx = (await this.driver.db).transaction('refs', 'readwrite')
    const done = committed(tx)
    const store = tx.objectStore('refs')
    for (const k of await request(store.index(index).getAllKeys(key))) store.delete(k)
    await done
  }
}
