import { read } from '../../base/idb'
import type { SecretLock } from '../../model/secret'
import { Refused } from '../failure'
import type { Driver } from '../storage/driver'
import { join } from './cipher'
import { random } from './dh'

/**
 * What secret chats are wrapped with in this browser: AES-GCM with a key that scripts can use and cannot read. With a passphrase the key is
 * wrapped with one that follows from it, and with one of this browser; it lies open in memory only, until the worker ends.
 */

/** As it lies in the database. */
type Kept =
  | { readonly kind: 'open'; readonly key: CryptoKey }
  | { readonly kind: 'locked'; readonly device: CryptoKey; readonly salt: Uint8Array; readonly rounds: number; readonly box: Uint8Array }

/** How often a passphrase is hashed. https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
const rounds = 600_000
const place = 'key'

type Bytes = Uint8Array<ArrayBuffer>

/** A box says in its first bytes how it was closed; name binds it to the place where it lies. */
async function close(key: CryptoKey, plain: Uint8Array, name: string): Promise<Uint8Array> {
  const iv = random(12) as Bytes
  const additionalData = new TextEncoder().encode(name)
  return join(iv, new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, plain as Bytes)))
}

async function reveal(key: CryptoKey, box: Uint8Array, name: string): Promise<Uint8Array> {
  const additionalData = new TextEncoder().encode(name)
  const iv = box.slice(0, 12)
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, box.slice(12)))
}

const usable = (raw: Uint8Array): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', raw as Bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])

async function fromPassphrase(passphrase: string, salt: Uint8Array, times: number): Promise<CryptoKey> {
  const words = await crypto.subtle.importKey('raw', new TextEncoder().encode(passphrase.normalize('NFKC')), 'PBKDF2', false, ['deriveKey'])
  const how = { name: 'PBKDF2', hash: 'SHA-512', salt: salt as Bytes, iterations: times }
  return crypto.subtle.deriveKey(how, words, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

/** A key that everything is to be wrapped with anew, and what is to be kept of it. */
export interface NewKey {
  readonly key: CryptoKey
  readonly kept: unknown
}

export class Vault {
  private key: CryptoKey | undefined
  private kept: Kept | undefined

  constructor(private readonly driver: Driver) {}

  /** Reads what is kept. Without anything, a key is made. */
  async load(): Promise<void> {
    const load = async (): Promise<Kept | undefined> => read<Kept | undefined>(await this.driver.db, 'vault', (o) => o.get(place))
    this.kept = await load()
    if (!this.kept) {
      const made: Kept = { kind: 'open', key: await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']) }
      await this.driver.write(['vault'], (tx) => tx.objectStore('vault').put(made, place))
      this.kept = made
    }
    if (this.kept.kind === 'open') this.key = this.kept.key
  }

  get lock(): SecretLock {
    if (this.kept?.kind !== 'locked') return 'none'
    return this.key ? 'open' : 'locked'
  }

  async seal(plain: Uint8Array, name: string, key = this.key): Promise<Uint8Array> {
    if (!key) throw new Refused('SECRET_LOCKED')
    return close(key, plain, name)
  }

  async open(box: Uint8Array, name: string): Promise<Uint8Array> {
    if (!this.key) throw new Refused('SECRET_LOCKED')
    return reveal(this.key, box, name)
  }

  async unlock(passphrase: string): Promise<void> {
    if (this.kept?.kind !== 'locked' || this.key) return
    this.key = await usable(await this.raw(passphrase))
  }

  /** Forgets the key until the passphrase is given again. */
  shut(): void {
    if (this.kept?.kind === 'locked') this.key = undefined
  }

  private async raw(passphrase: string): Promise<Uint8Array> {
    if (this.kept?.kind !== 'locked') throw new Refused('SECRET_LOCKED')
    const { device, salt, rounds: times, box } = this.kept
    try {
      return await reveal(await fromPassphrase(passphrase, salt, times), await reveal(device, box, 'device'), 'passphrase')
    } catch {
      throw new Refused('PASSPHRASE_WRONG')
    }
  }

  /** Throws unless the passphrase is the one that is set. */
  async prove(passphrase: string): Promise<void> {
    if (this.kept?.kind === 'locked') (await this.raw(passphrase)).fill(0)
  }

  /** Another key, behind a passphrase; '' is none. It counts from adopt on. */
  async make(passphrase: string): Promise<NewKey> {
    const device = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
    if (passphrase === '') return { key: device, kept: { kind: 'open', key: device } satisfies Kept }
    const raw = random(32)
    const salt = random(16)
    const box = await close(device, await close(await fromPassphrase(passphrase, salt, rounds), raw, 'passphrase'), 'device')
    const key = await usable(raw)
    raw.fill(0)
    return { key, kept: { kind: 'locked', device, salt, rounds, box } satisfies Kept }
  }

  /** Keeps another key, in the transaction that writes everything anew. */
  put(tx: IDBTransaction, made: NewKey): void {
    tx.objectStore('vault').put(made.kept, place)
  }

  adopt(made: NewKey): void {
    this.kept = made.kept as Kept
    this.key = made.key
  }
}
