import { Long, type tl } from '@mtcute/core'
import { read } from '../base/idb'
import type { Media } from '../model/media'
import type { Message } from '../model/message'
import type { Outgoing } from '../model/outgoing'
import type { PeerId } from '../model/peer'
import { ended, Refused } from './failure'
import type { Session } from './session'
import { Uploads } from './uploads'
import { inputPoll } from './wire/inputMedia'
import { messageOf } from './wire/message'
import { bytesToText, textToBytes } from './wire/base64'
import { long } from './wire/media'

/** A row of the outbox. seq orders them. */
interface Waiting extends Outgoing {
  readonly seq: number
  /** Whose it is: their session may end before it was sent. */
  readonly owner: number
  readonly date: number
  readonly failure?: string
  /** The file is up, and a file of the server's. */
  readonly up?: Up
}

/** A file that the server has made of an upload. Fields as in FileRef. */
interface Up {
  readonly kind: 'photo' | 'document'
  readonly id: string
  readonly hash: string
  readonly ref: string
}

/** A file and the small picture of it, given to put beside what stands in the row. */
export interface Bytes {
  readonly blob: Blob
  readonly thumb?: Blob
}

/** The server's words that mean "later", not "no". */
const passing = /^(FLOOD_WAIT|SLOWMODE_WAIT|Timeout|APP|RPC_CALL_FAIL|INTERNAL|.*_INTERNAL_.*|MSG_WAIT_FAILED)/

/** What of the database is the outbox's. */
const stores = ['outbox', 'uploads', 'parts']

/** How often something that went wrong here, not on the server, is tried. */
const patience = 4

/**
 * What waits to be sent, on disk. Only the worker that leads has one. A row goes when the server has answered; if the worker dies
 * between the two, the message is sent again under the same random_id, for which the server gives its first answer.
 */
export class Outbox {
  readonly uploads: Uploads
  private seq = 0
  private running = false
  private again = false
  /** Files that are on their way up, by the names of their messages: texts written after them do not wait. */
  private readonly rising = new Set<string>()

  constructor(private readonly s: Session) {
    this.uploads = new Uploads(s)
  }

  /** Puts something in. It is on disk when the promise resolves. */
  async put(what: Outgoing, bytes?: Bytes): Promise<void> {
    await this.putAll([{ what, bytes }])
  }

  /** The same for several, of which all are on disk or none. */
  async putAll(all: readonly { readonly what: Outgoing; readonly bytes?: Bytes }[]): Promise<void> {
    const rows = all.map(({ what, bytes }) => {
      this.seq = Math.max(this.seq + 1, Date.now())
      return { row: { ...what, owner: this.s.self, seq: this.seq, date: Math.floor(Date.now() / 1000) } satisfies Waiting, bytes }
    })
    await this.s.storage.driver.write(['outbox', 'uploads'], (tx) => {
      for (const { row, bytes } of rows) {
        tx.objectStore('outbox').put(row)
        if (bytes) this.uploads.keep(tx, row.name, bytes.blob, bytes.thumb)
      }
    })
    for (const { row, bytes } of rows) this.s.emit('outbox', this.shown(row, bytes?.blob))
    void this.run()
  }

  async list(): Promise<readonly Message[]> {
    const rows = await this.rows()
    for (const w of rows) if (w.file && !w.up) await this.uploads.tell(w.name)
    return Promise.all(rows.map((w) => this.show(w)))
  }

  async retry(name: string): Promise<void> {
    const row = (await this.rows()).find((w) => w.name === name)
    if (!row) return
    await this.save({ ...row, failure: undefined })
    void this.run()
  }

  async drop(name: string): Promise<void> {
    const row = (await this.rows()).find((w) => w.name === name)
    if (!row) return
    await this.remove(name)
    this.s.emit('unsent', { chat: row.chat, outbox: name })
  }

  /** Sends what waits, one after the other, so that order is kept; texts do not wait for files, which go up beside them. */
  async run(): Promise<void> {
    if (this.running) {
      this.again = true
      return
    }
    this.running = true
    try {
      do {
        this.again = false
        const rows = await this.rows()
        const held = new Set<PeerId>() // chats in which files wait for one before them
        for (const row of rows) {
          if (row.failure) continue
          if (row.file && !row.up) {
            this.raise(row)
            held.add(row.chat)
          } else if (!row.file) {
            await this.attempt([row])
          } else if (!held.has(row.chat)) {
            const bunch = row.album ? rows.filter((r) => r.album === row.album && !r.failure) : [row]
            if (!bunch.every((r) => r.up)) held.add(row.chat)
            else if (bunch[0] === row) await this.attempt(bunch)
          }
        }
      } while (this.again)
    } finally {
      this.running = false
    }
  }

  /** Sends a file's parts, beside what else goes out; the message follows when they are up. */
  private raise(row: Waiting): void {
    if (this.rising.has(row.name)) return
    this.rising.add(row.name)
    void this.bringUp(row).finally(() => {
      this.rising.delete(row.name)
      void this.run()
    })
  }

  private async bringUp(row: Waiting): Promise<void> {
    const { file } = row
    if (!file) return
    const up = await this.patiently([row], async () => {
      const peer = await this.s.peer(row.chat)
      const media = await this.uploads.send(row.name, file)
      try {
        return upOf(await this.s.call({ _: 'messages.uploadMedia', peer, media }))
      } catch (e) {
        // The server keeps parts for a while only: then all of them go once more, and what is missing twice is said.
        if (/^FILE_PART/.test(Refused.of(e).text)) await this.uploads.again(row.name)
        throw e
      }
    })
    if (up && (await this.has(row.name))) await this.save({ ...row, up })
  }

  /** Sends messages that go in one call, and takes them out. */
  private async attempt(rows: readonly Waiting[]): Promise<void> {
    const sent = await this.patiently(rows, () => this.send(rows))
    if (!sent) return
    for (const row of rows) await this.remove(row.name)
    for (const m of sent) this.s.emit('message', m)
  }

  /** Tries until it is done or refused; what was refused is noted and undefined. */
  private async patiently<T>(rows: readonly Waiting[], fn: () => Promise<T>): Promise<T | undefined> {
    for (let tries = 0; this.s.self !== 0; tries++) {
      try {
        return await fn()
      } catch (e) {
        const why = Refused.of(e)
        if (ended.test(why.text)) return undefined // it waits for its author
        for (const row of rows) if (!(await this.has(row.name))) return undefined // it was taken back meanwhile
        const lost = /^FILE_PART/.test(why.text) && tries < 2
        if (!lost && (!passing.test(why.text) || (why.text.startsWith('APP') && tries >= patience))) {
          // Without room for that word it is told all the same; the next start tries once more.
          for (const row of rows) {
            const refused = { ...row, failure: why.text }
            await this.save(refused).catch(async () => this.s.emit('outbox', await this.show(refused)))
          }
          return undefined
        }
        await new Promise((done) => setTimeout(done, (why.seconds ?? Math.min(2 ** tries, 30)) * 1000))
      }
    }
    return undefined
  }

  private async send(rows: readonly Waiting[]): Promise<Message[]> {
    const s = this.s
    const row = rows[0]
    if (!row) return []
    if (row.replaces) {
      await s.change({
        _: 'messages.editMessage', peer: await s.peer(row.chat), id: row.replaces, message: row.text, entities: (await s.entities(row.entities)) ?? [],
        media: mediaTl(row),
      })
      s.emit('unsent', { chat: row.chat, outbox: row.name })
      return []
    }
    const answer = await s.call(rows.length > 1 ? await this.bunch(rows) : await this.method(row))
    if (answer._ === 'updateShortSentMessage') {
      s.affected(answer)
      const { id, date, entities, media } = answer
      const made = messageOf({
        _: 'message', id, date, entities, media, out: true, message: row.text, peerId: peerOf(row.chat),
        replyTo: (row.replyTo ?? row.topic) ? { _: 'messageReplyHeader', replyToMsgId: row.replyTo ?? row.topic, replyToTopId: row.top ?? row.topic, forumTopic: row.topic !== undefined } : undefined,
      }, s.self)
      return made ? [{ ...made, outbox: row.name }] : []
    }
    if (row.at) {
      s.client.handleClientUpdate(answer, false)
      for (const r of rows) s.emit('unsent', { chat: r.chat, outbox: r.name })
      s.emit('scheduled', { chat: row.chat })
      return []
    }
    s.client.handleClientUpdate(answer, true) // told below, under its name in the outbox
    const updates = 'updates' in answer ? answer.updates : []
    const names = new Map(updates.flatMap((u) => (u._ === 'updateMessageID' ? [[u.id, u.randomId.toString()] as const] : [])))
    return updates.flatMap((u) => {
      const m = newMessage(u)
      const made = m && messageOf(m, s.self)
      return made ? [{ ...made, outbox: names.get(made.id) ?? row.name }] : []
    })
  }

  /** https://core.telegram.org/method/messages.sendMultiMedia */
  private async bunch(rows: readonly Waiting[]): Promise<tl.messages.RawSendMultiMediaRequest> {
    const [row] = rows
    return {
      _: 'messages.sendMultiMedia', peer: await this.s.peer(row?.chat ?? 0), silent: row?.silent, clearDraft: true, scheduleDate: row?.at,
      replyTo: row && replyTl(row),
      multiMedia: await Promise.all(rows.map(async (r) => ({
        _: 'inputSingleMedia' as const, media: mediaTl(r), randomId: Long.fromString(r.name), message: r.text, entities: await this.s.entities(r.entities),
      }))),
    }
  }

  private async method(row: Waiting): Promise<tl.messages.RawSendMessageRequest | tl.messages.RawSendMediaRequest | tl.messages.RawForwardMessagesRequest> {
    const peer = await this.s.peer(row.chat)
    const randomId = Long.fromString(row.name)
    if (row.forward) {
      return {
        _: 'messages.forwardMessages', fromPeer: await this.s.peer(row.forward.chat), toPeer: peer, id: [row.forward.id],
        randomId: [randomId], topMsgId: row.topic, dropAuthor: row.forward.withoutAuthor, silent: row.silent, scheduleDate: row.at,
      }
    }
    const common = {
      peer, randomId, message: row.text, entities: await this.s.entities(row.entities), silent: row.silent, clearDraft: true, scheduleDate: row.at,
      replyTo: replyTl(row),
    }
    if (row.file || row.poll) return { _: 'messages.sendMedia', media: mediaTl(row), ...common }
    return { _: 'messages.sendMessage', noWebpage: row.noPreview, ...common }
  }

  private async has(name: string): Promise<boolean> {
    return (await read(await this.s.storage.driver.db, 'outbox', (o) => o.getKey(name))) !== undefined
  }

  /** As the page shows it, with the file as it lies here. */
  private async show(w: Waiting): Promise<Message> {
    return this.shown(w, w.file && (await this.uploads.blob(w.name)))
  }

  private shown(w: Waiting, local?: Blob): Message {
    return {
      id: -w.seq, chat: w.chat, from: this.s.self, out: true, date: w.date, text: w.text, entities: w.entities, outbox: w.name,
      sending: w.failure ? 'failed' : 'sending', failure: w.failure, reply: (w.replyTo ?? w.replaces) ? { id: w.replyTo ?? w.replaces ?? 0, quote: w.quote, top: w.top } : undefined,
      media: mediaShown(w, local), album: w.album, topic: w.topic,
      forward: w.forward && !w.forward.withoutAuthor ? { from: w.forward.author, date: w.date } : undefined,
    }
  }

  /** Somebody signed in. What was left by the same person goes out; what was left by another one goes. */
  async take(self: number): Promise<void> {
    const strange = (await this.all()).filter((w) => w.owner !== self)
    for (const w of strange) await this.remove(w.name)
  }

  /** In which chats something waits, whoever wrote it. */
  async left(): Promise<ReadonlySet<number>> {
    return new Set((await this.all()).map((w) => w.chat))
  }

  async clear(): Promise<void> {
    this.uploads.stopAll()
    await this.s.storage.driver.write(stores, (tx) => stores.forEach((name) => tx.objectStore(name).clear()))
  }

  private all(): Promise<Waiting[]> {
    return this.s.storage.driver.db.then((db) => read<Waiting[]>(db, 'outbox', (o) => o.getAll()))
  }

  private async rows(): Promise<Waiting[]> {
    return (await this.all()).filter((w) => w.owner === this.s.self).sort((a, b) => a.seq - b.seq)
  }

  private async save(row: Waiting): Promise<void> {
    await this.s.storage.driver.write(['outbox'], (tx) => tx.objectStore('outbox').put(row))
    this.s.emit('outbox', await this.show(row))
  }

  private async remove(name: string): Promise<void> {
    await this.s.storage.driver.write(stores, (tx) => {
      tx.objectStore('outbox').delete(name)
      this.uploads.drop(tx, name)
    })
  }
}

function upOf(m: tl.TypeMessageMedia): Up {
  const f = m._ === 'messageMediaPhoto' ? m.photo : m._ === 'messageMediaDocument' ? m.document : undefined
  if (f?._ !== 'photo' && f?._ !== 'document') throw new Refused('MEDIA_INVALID')
  return { kind: f._, id: f.id.toString(), hash: f.accessHash.toString(), ref: bytesToText(f.fileReference) }
}

function mediaTl(row: Waiting): tl.TypeInputMedia {
  if (row.poll) return inputPoll(row.poll)
  const { up, file } = row
  if (!up) throw new Refused('MEDIA_INVALID')
  const id = { id: long(up.id), accessHash: long(up.hash), fileReference: textToBytes(up.ref) }
  const more = { spoiler: file?.spoiler, ttlSeconds: file?.ttl }
  return up.kind === 'photo'
    ? { _: 'inputMediaPhoto', id: { _: 'inputPhoto', ...id }, ...more }
    : { _: 'inputMediaDocument', id: { _: 'inputDocument', ...id }, ...more }
}

/** What is on its way, as it looks meanwhile. */
function mediaShown({ file: f, poll }: Waiting, local: Blob | undefined): Media | undefined {
  if (poll) {
    return {
      kind: 'poll', id: '', question: { text: poll.question, entities: [] }, voters: 0, closed: false, open: poll.open, multiple: poll.multiple,
      quiz: poll.correct !== undefined, own: true, answers: poll.answers.map((text) => ({ text, entities: [], option: '' })),
    }
  }
  if (!f) return undefined
  const { width, height, blur, spoiler, ttl, duration, name, mime, bytes } = f
  switch (f.kind) {
    case 'photo':
      return { kind: 'photo', width, height, blur, spoiler, ttl, sizes: [], local }
    case 'video':
      return { kind: 'video', width, height, blur, spoiler, ttl, duration, name, mime, bytes, sizes: [], local }
    case 'voice':
      return { kind: 'voice', duration, waveform: f.waveform ?? [], mime, bytes, local, ttl }
    case 'file':
      return { kind: 'file', name, mime, bytes, sizes: [], duration: duration || undefined, local }
  }
}

const replyTl = (row: Waiting): tl.RawInputReplyToMessage | undefined =>
  (row.replyTo ?? row.topic) ? { _: 'inputReplyToMessage', replyToMsgId: row.replyTo ?? row.topic ?? 0, quoteText: row.quote, topMsgId: row.top ?? row.topic } : undefined

function newMessage(u: tl.TypeUpdate): tl.TypeMessage | undefined {
  return u._ === 'updateNewMessage' || u._ === 'updateNewChannelMessage' ? u.message : undefined
}

function peerOf(id: number): tl.TypePeer {
  if (id > 0) return { _: 'peerUser', userId: id }
  return id > -1e12 ? { _: 'peerChat', chatId: -id } : { _: 'peerChannel', channelId: -id - 1e12 }
}
