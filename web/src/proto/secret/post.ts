import type { tl } from '@mtcute/core'
import type { Session } from '../session'
import { DhError, type DhConfig, checkGroup, size } from './dh'
import { bigFrom, FileCipher, fileFingerprint, partSize, type FileKey } from './file'
import { randomId } from './send'
import type { EncryptedFile, InputFile, State, Unconfirmed } from './state'
import { fileTold, inputFileTl, toLong } from './wire'

/** What secret chats ask the server for. */
export class Post {
  private group: DhConfig | undefined

  constructor(private readonly s: Session) {}

  /** The group, checked, and randomness to mix in. */
  async config(): Promise<DhConfig> {
    const got = await this.s.call({ _: 'messages.getDhConfig', version: this.group?.version ?? 0, randomLength: size })
    if (got.random.length < size) throw new DhError()
    if (got._ === 'messages.dhConfigNotModified') {
      if (!this.group) throw new DhError()
      return { ...this.group, random: got.random }
    }
    checkGroup(got.g, got.p)
    this.group = { version: got.version, g: got.g, prime: got.p, random: new Uint8Array() }
    return { ...this.group, random: got.random }
  }

  async request(s: State): Promise<tl.TypeEncryptedChat> {
    return this.s.call({ _: 'messages.requestEncryption', userId: await this.s.user(s.peer), randomId: s.id, gA: s.open ?? new Uint8Array() })
  }

  accept(s: State, fingerprint: bigint): Promise<tl.TypeEncryptedChat> {
    return this.s.call({ _: 'messages.acceptEncryption', peer: peerOf(s), gB: s.open ?? new Uint8Array(), keyFingerprint: toLong(fingerprint) })
  }

  async discard(id: number): Promise<void> {
    await this.s.call({ _: 'messages.discardEncryption', chatId: id })
  }

  /** Answers when the server took it, and what it made of a file. */
  async send(s: State, m: Unconfirmed): Promise<{ readonly date: number; readonly file?: EncryptedFile }> {
    const common = { peer: peerOf(s), randomId: toLong(m.randomId), data: m.data }
    if (m.service) return { date: (await this.s.call({ _: 'messages.sendEncryptedService', ...common })).date }
    if (!m.file) return { date: (await this.s.call({ _: 'messages.sendEncrypted', ...common, silent: m.silent })).date }
    const sent = await this.s.call({ _: 'messages.sendEncryptedFile', ...common, silent: m.silent, file: inputFileTl(m.file) })
    return { date: sent.date, file: sent._ === 'messages.sentEncryptedFile' ? fileTold(sent.file) : undefined }
  }

  async read(s: State, maxDate: number): Promise<void> {
    await this.s.call({ _: 'messages.readEncryptedHistory', peer: peerOf(s), maxDate })
  }

  async typing(s: State, typing: boolean): Promise<void> {
    await this.s.call({ _: 'messages.setEncryptedTyping', peer: peerOf(s), typing })
  }

  async acknowledge(qts: number): Promise<void> {
    await this.s.call({ _: 'messages.receivedQueue', maxQts: qts })
  }

  /** Encrypts a file and brings it up in parts. */
  async upload(bytes: Uint8Array, k: FileKey, tell: (done: number) => void): Promise<InputFile> {
    const id = randomId()
    const cipher = new FileCipher(k)
    const parts = Math.ceil(bytes.length / partSize)
    const big = bytes.length > bigFrom
    for (let n = 0; n < parts; n++) {
      const part = cipher.encrypt(bytes.subarray(n * partSize, (n + 1) * partSize))
      const common = { fileId: toLong(id), filePart: n, bytes: part }
      await this.s.client.call(
        big ? { _: 'upload.saveBigFilePart', ...common, fileTotalParts: parts } : { _: 'upload.saveFilePart', ...common },
        { kind: 'upload' },
      )
      tell(Math.min((n + 1) * partSize, bytes.length))
    }
    return { kind: 'uploaded', id: String(id), parts, big, fingerprint: fileFingerprint(k) }
  }

  async part(f: EncryptedFile, offset: number, limit: number): Promise<Uint8Array> {
    const location = { _: 'inputEncryptedFileLocation', id: toLong(f.id), accessHash: toLong(f.hash) } as const
    const answer = await this.s.client.call({ _: 'upload.getFile', location, offset, limit }, { kind: 'download' })
    if (answer._ !== 'upload.file') throw new Error('the file is somewhere else')
    return answer.bytes
  }
}

const peerOf = (s: State): tl.RawInputEncryptedChat => ({ _: 'inputEncryptedChat', chatId: s.id, accessHash: toLong(s.accessHash) })
