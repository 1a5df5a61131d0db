import { committed, read, request } from '../../base/idb'
import type { SecretMessage } from '../../model/secret'
import type { Driver } from '../storage/driver'
import { fromForm, toForm } from './form'
import type { EncryptedFile, State } from './state'
import type { Proof } from './cipher'
import { Vault } from './vault'

/** A chat as it is kept: its state, and what the list says of it. */
export interface Kept {
  readonly state: State
  readonly about: About
}

/** What is known of a chat beside its state. */
export interface About {
  readonly ended?: 'us' | 'other' | 'broken'
  readonly date: number
  readonly unread: number
  /** The number of the next message. */
  readonly next: number
  readonly last?: SecretMessage
  /** Messages whose files are not up yet. */
  readonly rising: readonly number[]
}

/** A message as it is kept: with what pages never see. */
export interface Row extends SecretMessage {
  readonly file?: EncryptedFile
  readonly key?: Uint8Array
  readonly iv?: Uint8Array
  readonly proof?: Proof
  readonly thumb?: { readonly bytes: Uint8Array; readonly width: number; readonly height: number }
}

/** What changes together. */
export interface Change {
  readonly chat: number
  /** undefined leaves it as it is, null deletes the chat with all that it has. */
  readonly kept?: Kept | null
  readonly put?: readonly Row[]
  readonly drop?: readonly number[]
  /** Decrypted files, by the numbers of their messages. */
  readonly files?: ReadonlyMap<number, Uint8Array>
  readonly mark?: Mark
}

/** How far this device has stored what the server keeps for it alone. */
export interface Mark {
  readonly qts: number
  /** Of the notices, in seconds since 1970; 0 is never. */
  readonly date: number
}

const stores = ['vault', 'secrets', 'secretMessages', 'secretFiles']

const all = (chat: number): IDBKeyRange => IDBKeyRange.bound([chat, -Infinity], [chat, Infinity])

/** Secret chats in IndexedDB, wrapped. */
export class Shelf {
  readonly vault: Vault

  constructor(private readonly driver: Driver) {
    this.vault = new Vault(driver)
  }

  async chats(): Promise<Kept[]> {
    const tx = (await this.driver.db).transaction('secrets')
    const store = tx.objectStore('secrets')
    const [keys, boxes] = await Promise.all([request(store.getAllKeys()), request(store.getAll() as IDBRequest<Uint8Array[]>)])
    return Promise.all(boxes.map(async (box, i) => fromForm<Kept>(await this.vault.open(box, `chat ${String(keys[i])}`))))
  }

  async rows(chat: number): Promise<Row[]> {
    const tx = (await this.driver.db).transaction('secretMessages')
    const store = tx.objectStore('secretMessages')
    const [keys, boxes] = await Promise.all([request(store.getAllKeys(all(chat))), request(store.getAll(all(chat)) as IDBRequest<Uint8Array[]>)])
    return Promise.all(boxes.map(async (box, i) => fromForm<Row>(await this.vault.open(box, nameOf('message', keys[i] as [number, number])))))
  }

  async file(chat: number, id: number): Promise<Uint8Array | undefined> {
    const box = await read<Uint8Array | undefined>(await this.driver.db, 'secretFiles', (o) => o.get([chat, id]))
    return box && this.vault.open(box, nameOf('file', [chat, id]))
  }

  /** Everything of a change is on disk when the promise resolves, or nothing. */
  async save(c: Change): Promise<void> {
    const { chat, kept } = c
    const box = kept && (await this.vault.seal(toForm(kept), `chat ${chat}`))
    const rows = await Promise.all((c.put ?? []).map(async (r) => [r.id, await this.vault.seal(toForm(r), nameOf('message', [chat, r.id]))] as const))
    const files = await Promise.all([...(c.files ?? [])].map(async ([id, b]) => [id, await this.vault.seal(b, nameOf('file', [chat, id]))] as const))
    await this.driver.write(stores, (tx) => {
      const messages = tx.objectStore('secretMessages')
      const blobs = tx.objectStore('secretFiles')
      if (kept === null) {
        tx.objectStore('secrets').delete(chat)
        messages.delete(all(chat))
        blobs.delete(all(chat))
      }
      if (box) tx.objectStore('secrets').put(box, chat)
      for (const [id, b] of rows) messages.put(b, [chat, id])
      for (const [id, b] of files) blobs.put(b, [chat, id])
      for (const id of c.drop ?? []) {
        messages.delete([chat, id])
        blobs.delete([chat, id])
      }
      if (c.mark) tx.objectStore('vault').put(c.mark, 'mark')
    })
  }

  async mark(mark: Mark): Promise<void> {
    await this.driver.write(['vault'], (tx) => tx.objectStore('vault').put(mark, 'mark'))
  }

  /** Wraps everything anew, with a key behind a passphrase, or without one where it is ''. Nothing else may write meanwhile. */
  async rewrap(passphrase: string): Promise<void> {
    const made = await this.vault.make(passphrase)
    const fresh: [string, IDBValidKey, Uint8Array][] = []
    for (const [store, kind] of [['secrets', 'chat'], ['secretMessages', 'message'], ['secretFiles', 'file']] as const) {
      const tx = (await this.driver.db).transaction(store)
      const done = committed(tx)
      const keys = await request(tx.objectStore(store).getAllKeys())
      await done
      for (const key of keys) {
        const box = await read<Uint8Array>(await this.driver.db, store, (o) => o.get(key))
        const name = kind === 'chat' ? `chat ${String(key)}` : nameOf(kind, key as [number, number])
        fresh.push([store, key, await this.vault.seal(await this.vault.open(box, name), name, made.key)])
      }
    }
    await this.driver.write(stores, (tx) => {
      for (const [store, key, box] of fresh) tx.objectStore(store).put(box, key)
      this.vault.put(tx, made)
    })
    this.vault.adopt(made)
  }
}

const nameOf = (kind: 'message' | 'file', [chat, id]: readonly [number, number]): string => `${kind} ${chat} ${id}`
