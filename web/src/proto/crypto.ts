import { BaseCryptoProvider, type IAesCtr, type ICryptoProvider, type IEncryptionScheme } from '@mtcute/core/utils.js'
import {
  createCtr256, ctr256, deflateMaxSize, freeCtr256, getWasmUrl, gunzip, ige256Decrypt, ige256Encrypt, initSync, sha1, sha256,
} from '@mtcute/wasm'

/** Arithmetic in WebAssembly, and what the browser has of its own. */
export class Crypto extends BaseCryptoProvider implements ICryptoProvider {
  async initialize(): Promise<void> {
    const answer = await fetch(getWasmUrl())
    if (!answer.ok) throw new Error(`a part of the app could not be loaded (${answer.status})`)
    initSync(await WebAssembly.compile(await answer.arrayBuffer()))
  }

  sha1(data: Uint8Array): Uint8Array {
    return sha1(data)
  }

  sha256(data: Uint8Array): Uint8Array {
    return sha256(data)
  }

  async pbkdf2(password: Uint8Array, salt: Uint8Array, iterations: number, length = 64, hash = 'SHA-512'): Promise<Uint8Array> {
    const key = await crypto.subtle.importKey('raw', owned(password), 'PBKDF2', false, ['deriveBits'])
    const name = hash === 'sha512' ? 'SHA-512' : hash
    return new Uint8Array(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: name, salt: owned(salt), iterations }, key, length * 8))
  }

  async hmacSha256(data: Uint8Array, secret: Uint8Array): Promise<Uint8Array> {
    const key = await crypto.subtle.importKey('raw', owned(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
    return new Uint8Array(await crypto.subtle.sign('HMAC', key, owned(data)))
  }

  createAesCtr(key: Uint8Array, iv: Uint8Array): IAesCtr {
    const context = createCtr256(key, iv)
    return { process: (data) => ctr256(context, data), close: () => freeCtr256(context) }
  }

  createAesIge(key: Uint8Array, iv: Uint8Array): IEncryptionScheme {
    return { encrypt: (data) => ige256Encrypt(data, key, iv), decrypt: (data) => ige256Decrypt(data, key, iv) }
  }

  gzip(data: Uint8Array, maxSize: number): Uint8Array | null {
    return deflateMaxSize(data, maxSize)
  }

  gunzip(data: Uint8Array): Uint8Array {
    return gunzip(data)
  }

  randomFill(buffer: Uint8Array): void {
    crypto.getRandomValues(buffer as Uint8Array<ArrayBuffer>)
  }
}

/** WebCrypto takes only what is not shared between threads. */
const owned = (data: Uint8Array): Uint8Array<ArrayBuffer> => data as Uint8Array<ArrayBuffer>
