import type { tl } from '@mtcute/core'
import { opensFirst, type KeyPicture, type SecretChat, type SecretLock, type SecretMessage } from '../../model/secret'
import type { Text } from '../../model/text'
import { Refused } from '../failure'
import type { Session } from '../session'
import { Forged } from './cipher'
import { DhError, fingerprint } from './dh'
import { Files } from './files'
import { Lock } from './lock'
import { accept, broken, discard, incoming, request, update } from './phase'
import { cellsOf, emojiOf, pictureNow } from './picture'
import { Post } from './post'
import { receive } from './receive'
import { rowOf, served, shown } from './rows'
import { perform, randomId, send } from './send'
import { Shelf, type About, type Kept, type Mark, type Row } from './shelf'
import { NotReady, secondsOf, Violation, wipe, type Happening, type State } from './state'
import { nextTick, tick } from './timers'
import { entitiesToSecret, fileTold, remoteOf } from './wire'

/** The server's words that mean that a chat is over. */
const gone = /^(ENCRYPTION_DECLINED|ENCRYPTION_ID_INVALID|CHAT_ID_INVALID|ENCRYPTION_ALREADY_(ACCEPTED|DECLINED))/
/** How many people may wait for an answer of ours; whoever asks beyond that is not heard. */
const maxInvited = 50
/** UTF-16 units of a text. What is longer belongs into a file. */
const maxText = 9000
/** How long somebody counts as typing after they last said so, in seconds. */
const typingSeconds = 6

export type Rows = ReadonlyMap<number, Row>

interface Chat extends Kept {
  /** By number; missing until somebody wants them. */
  rows?: Rows
  sending?: boolean
}

/** Changes a state, and says what else follows; rows are the messages as they are. */
export type Fn = (s: State, out: Happening[], rows: Rows) => Also | void

/** What a change does to the rows of a chat, besides what follows from what happened. */
export interface Also {
  readonly put?: readonly Row[]
  readonly drop?: readonly number[]
  readonly files?: ReadonlyMap<number, Uint8Array>
  readonly about?: Partial<About>
  readonly mark?: Mark
}

/**
 * Runs the secret chats of this device. What a chat has to say is stored before it is sent, so that after a crash the same bytes are sent
 * again and never others under the same number; what it has heard is stored before it is acknowledged.
 *
 * Each change works on a copy of the chat's state, which takes the place of the state when it is on disk.
 */
export class Keeper {
  readonly shelf: Shelf
  private readonly post: Post
  readonly files: Files
  private readonly lock = new Lock()
  private chats = new Map<number, Chat>()
  private timer: ReturnType<typeof setTimeout> | undefined
  private loaded = false
  private over = false

  constructor(private readonly s: Session) {
    this.shelf = new Shelf(s.storage.driver)
    this.post = new Post(s)
    this.files = new Files(s, this.shelf, this.post, {
      change: (id, fn) => this.change(id, fn),
      alone: (fn) => this.lock.run(fn),
      row: async (id, n) => {
        this.want()
        const c = this.chats.get(id)
        return c && (await this.rowsOf(c)).get(n)
      },
      rising: (id) => (this.over ? [] : (this.chats.get(id)?.about.rising ?? [])),
      own: (id, r) => this.own(id, r),
    })
  }

  /** Reads what is kept, if it is not locked, and goes on where it stopped. */
  async load(): Promise<void> {
    await this.lock.run(async () => {
      await this.shelf.vault.load()
      await this.fill()
    })
  }

  private async fill(): Promise<void> {
    if (this.shelf.vault.lock === 'locked') return
    this.chats = new Map((await this.shelf.chats()).map((k) => [k.state.id, k]))
    this.loaded = true
    this.wait()
  }

  /** Nothing is done any more: the person has signed out. */
  stop(): void {
    this.over = true
    clearTimeout(this.timer)
    for (const c of this.chats.values()) wipe(c.state)
    this.chats.clear()
  }

  /** Whether anything can be read and written. */
  get ready(): boolean {
    return this.loaded && !this.over
  }

  get locked(): SecretLock {
    return this.shelf.vault.lock
  }

  /** The chats, after the pages were told whom they are with: they may stand in no other list. */
  async list(): Promise<SecretChat[]> {
    for (const c of this.chats.values()) {
      const known = await this.s.client.storage.peers.getCompleteById(c.state.peer, true)
      if (known) this.s.learn({ users: [known], chats: [] })
    }
    return [...this.chats.values()].map(shownChat)
  }

  /** Asks the server how the people are called now. */
  private async meet(): Promise<void> {
    const known = await Promise.allSettled([...this.chats.values()].map((c) => this.s.user(c.state.peer)))
    const id = known.flatMap((k) => (k.status === 'fulfilled' ? [k.value] : []))
    if (id.length > 0) await this.s.call({ _: 'users.getUsers', id })
  }

  /** Takes up what a worker before this one left: asks and accepts once more, sends what waits. */
  resume(): void {
    void this.meet().catch(() => {}) // they are called as they were
    for (const c of this.chats.values()) {
      const { id, phase, accessHash } = c.state
      if (phase === 'requested' && accessHash === 0n) void this.ask(id).catch(() => {}) // told by the chat's state
      if (phase === 'accepting') void this.confirm(id).catch(() => {})
      void this.files.raise(id, c.about.rising)
      void this.pump(id)
    }
  }

  /** Runs fn on a copy of a chat's state, stores what came of it, shows it, and sends what there is to send. */
  private change(id: number, fn: Fn): Promise<void> {
    return this.lock.run(() => this.changeNow(id, fn))
  }

  private async changeNow(id: number, fn: Fn): Promise<void> {
    this.want()
    const c = this.chats.get(id)
    if (!c) throw new Refused('SECRET_GONE')
    const rows = await this.rowsOf(c)
    const next = structuredClone(c.state)
    const out: Happening[] = []
    let also: Also = {}
    try {
      also = fn(next, out, rows) ?? {}
    } catch (e) {
      if (e instanceof NotReady) throw new Refused('SECRET_NOT_READY')
      if (!(e instanceof Violation)) throw e
      broken(next, e, out)
    }
    await this.keep(c, rows, next, out, also)
  }

  /** Stores a chat's next state with all that follows from what happened, and lets it count. */
  private async keep(c: Chat, rows: Rows, next: State, out: readonly Happening[], also: Also): Promise<void> {
    const id = next.id
    const moved = Object.entries(next.timers).filter(([name, t]) => t.ends !== 0 && c.state.timers[name]?.ends !== t.ends)
    const put = new Map<number, Row>((also.put ?? []).map((r) => [r.id, r]))
    const drop = new Set<number>(also.drop ?? [])
    const about = { ...c.about, ...also.about }
    for (const r of put.values()) {
      if (!rows.has(r.id)) Object.assign(about, { next: r.id + 1, date: r.date })
    }
    const named = (names: ReadonlySet<string>): Row[] => [...rows.values()].filter((r) => names.has(r.name) && !r.service)
    const add = (r: Row): void => {
      put.set(r.id, r)
      Object.assign(about, { next: r.id + 1, date: Math.max(about.date, r.date) })
    }
    for (const h of out) {
      if (h.kind === 'received') add(rowOf(id, about.next, h, this.s.reports > 0))
      if (h.kind === 'received' || h.kind === 'unsupported') Object.assign(about, { unread: about.unread + 1 })
      const line = served(id, about.next, h)
      if (line) add(line)
      if (h.kind === 'deleted' || h.kind === 'expired') for (const r of named(new Set(h.ids.map(String)))) drop.add(r.id)
      if (h.kind === 'seen') for (const r of named(new Set(h.ids.map(String)))) if (r.out) put.set(r.id, { ...r, state: 'read' })
      if (h.kind === 'flushed') for (const r of rows.values()) drop.add(r.id)
      if (h.kind === 'ended') {
        Object.assign(about, { ended: h.by, rising: [] })
        // Nobody can count any more for how long they were looked at.
        for (const r of [...rows.values(), ...put.values()]) if (h.historyDeleted || r.ttl > 0) drop.add(r.id)
      }
    }
    for (const r of named(new Set(moved.map(([name]) => name)))) put.set(r.id, { ...(put.get(r.id) ?? r), ends: next.timers[r.name]?.ends })
    for (const n of drop) put.delete(n)
    const left = new Map([...rows, ...put])
    for (const n of drop) left.delete(n)
    const last = [...left.values()].at(-1)
    about.last = last && shown(last)
    about.unread = Math.min(about.unread, left.size)
    await this.shelf.save({ chat: id, kept: { state: next, about }, put: [...put.values()], drop: [...drop], files: also.files, mark: also.mark })
    c.rows = left
    wipe(c.state)
    Object.assign(c, { state: next, about })
    for (const r of put.values()) this.s.emit('secretMessage', shown(r))
    if (drop.size > 0) this.s.emit('secretGone', { chat: id, ids: [...drop] })
    for (const h of out) if (h.kind === 'typing') this.typed(id, h.action._ !== 'sendMessageCancelAction')
    this.s.emit('secretChat', shownChat(c))
    this.wait()
    void this.pump(id)
  }

  private async rowsOf(c: Chat): Promise<Rows> {
    c.rows ??= new Map((await this.shelf.rows(c.state.id)).map((r) => [r.id, r]))
    return c.rows
  }

  /** A chat that there was not. */
  private async begin(state: State): Promise<void> {
    const kept: Kept = { state, about: { date: state.since, unread: 0, next: 1, rising: [] } }
    await this.shelf.save({ chat: state.id, kept })
    this.chats.set(state.id, kept)
    this.s.emit('secretChat', shownChat(kept))
  }

  /** Sends what is stored and was not sent, in order, and tells the server of chats that are over. */
  private async pump(id: number): Promise<void> {
    const c = this.chats.get(id)
    if (!c || c.sending || this.over) return
    c.sending = true
    try {
      for (let tries = 0; !this.over && this.chats.get(id) === c; ) {
        const { state } = c
        const m = state.outbox.find((o) => !o.sent)
        if (!m && !state.discard) return
        try {
          if (m) await this.noteSent(id, m.randomId, m.seq, await this.post.send(state, m))
          else await this.bye(id)
          tries = 0
        } catch (e) {
          const why = Refused.of(e)
          if (gone.test(why.text)) await this.ended(id)
          else if (why.text === 'USER_IS_BLOCKED') return // tried again when something is written
          else await new Promise((done) => setTimeout(done, 1000 * (why.seconds ?? Math.min(2 ** tries++, 30))))
        }
      }
    } finally {
      c.sending = false
    }
  }

  private async noteSent(id: number, name: bigint, seq: number, sent: { readonly date: number; readonly file?: State['early'][number]['file'] }): Promise<void> {
    await this.change(id, (s, _, rows) => {
      const o = s.outbox.find((x) => x.seq === seq)
      if (o) {
        o.sent = true
        if (sent.file && o.file) o.file = { kind: 'there', id: sent.file.id, hash: sent.file.hash }
      }
      const row = [...rows.values()].find((r) => r.out && r.name === String(name))
      return row?.state === 'sending' ? { put: [{ ...row, state: 'sent', date: sent.date, file: sent.file ?? row.file }] } : {}
    })
  }

  private async bye(id: number): Promise<void> {
    await this.post.discard(id).catch((e: unknown) => {
      if (!gone.test(Refused.of(e).text)) throw e
    })
    await this.change(id, (s) => {
      s.discard = undefined
    })
  }

  /** The server says that a chat is over. */
  private ended(id: number): Promise<void> {
    return this.change(id, (s, out) => {
      if (s.phase === 'closed') s.discard = undefined
      else update(s, remoteOf({ _: 'encryptedChatDiscarded', id }), Date.now(), out)
    })
  }

  /** Calls itself when the next message is to go. */
  private wait(least = 0): void {
    clearTimeout(this.timer)
    const at = Math.min(...[...this.chats.values()].map((c) => nextTick(c.state)))
    // setTimeout knows no more than 24 days.
    if (at !== Infinity) this.timer = setTimeout(() => void this.tick(), Math.min(Math.max(least, at - Date.now()), 1 << 30))
  }

  async tick(): Promise<void> {
    for (const c of [...this.chats.values()]) {
      if (nextTick(c.state) > Date.now()) continue
      await this.change(c.state.id, (s, out) => tick(s, Date.now(), out)).catch(() => {}) // no room: tried again
    }
    this.wait(1000)
  }

  private typed(chat: number, typing: boolean): void {
    this.s.emit('secretTyping', { chat, until: typing ? secondsOf(Date.now()) + typingSeconds : 0 })
  }

  // What the server tells.

  async hearChat(told: tl.TypeEncryptedChat): Promise<void> {
    const r = remoteOf(told)
    await this.lock.run(async () => {
      if (!this.ready) return
      // It was taken back, or another device of the person said yes or no.
      if (r.kind === 'discarded' && this.chats.get(r.id)?.state.phase === 'invited') await this.drop(r.id)
      else if (this.chats.has(r.id)) await this.changeNow(r.id, (s, out) => update(s, r, Date.now(), out))
      else if (r.kind === 'requested' && r.participant === this.s.self && r.admin !== this.s.self) {
        const waiting = [...this.chats.values()].filter((c) => c.state.phase === 'invited').length
        if (waiting < maxInvited) await this.begin(incoming(this.s.self, r, Date.now()))
      }
    })
  }

  /** When it returns, the message may be acknowledged. What is no message, or not a good one, is no reason to have it again. */
  async hearMessage(m: tl.TypeEncryptedMessage, mark?: Mark): Promise<void> {
    const file = m._ === 'encryptedMessage' ? fileTold(m.file) : undefined
    await this.change(m.chatId, (s, out) => {
      receive(s, m.bytes, m.date, file, Date.now(), out)
      return { mark }
    }).catch(async (e: unknown) => {
      const known = e instanceof Forged || (e instanceof Refused && /^SECRET_(GONE|NOT_READY)/.test(e.text))
      if (!known) throw e
      if (mark) await this.shelf.mark(mark)
    })
  }

  async hearRead(id: number, maxDate: number): Promise<void> {
    if (!this.chats.has(id) || !this.ready) return
    await this.change(id, (_s, _out, rows) => ({
      put: [...rows.values()].filter((r) => r.out && r.state === 'sent' && r.date <= maxDate).map((r): Row => ({ ...r, state: 'read' })),
    }))
  }

  hearTyping(id: number): void {
    if (this.chats.get(id)?.state.phase === 'ready') this.typed(id, true)
  }

  acknowledge(qts: number): Promise<void> {
    return this.post.acknowledge(qts)
  }

  // What people do.

  async start(peer: number): Promise<number> {
    this.want()
    const state = await this.checked(async () => request(this.s.self, peer, await this.post.config(), Date.now()))
    await this.lock.run(() => this.begin(state))
    await this.ask(state.id)
    return state.id
  }

  private async ask(id: number): Promise<void> {
    const c = this.chats.get(id)
    if (!c) return
    try {
      const r = remoteOf(await this.post.request(c.state))
      await this.change(id, (s, out) => update(s, r, Date.now(), out))
    } catch (e) {
      await this.forget(id)
      throw e
    }
  }

  async accept(id: number): Promise<void> {
    this.want()
    await this.checked(async () => {
      const dh = await this.post.config()
      await this.change(id, (s) => void accept(s, dh, Date.now()))
    })
    await this.confirm(id)
  }

  private async confirm(id: number): Promise<void> {
    const state = this.chats.get(id)?.state
    if (!state?.key) return
    try {
      const r = remoteOf(await this.post.accept(state, fingerprint(state.key.key)))
      await this.change(id, (s, out) => update(s, r, Date.now(), out))
    } catch (e) {
      if (!gone.test(Refused.of(e).text)) throw e
      await this.ended(id)
    }
  }

  /** A server that gives a bad group is not believed. */
  private async checked<T>(fn: () => Promise<T>): Promise<T> {
    try {
      return await fn()
    } catch (e) {
      throw e instanceof DhError ? new Refused('SECRET_UNSAFE') : e
    }
  }

  end(id: number): Promise<void> {
    return this.change(id, (s, out) => discard(s, out))
  }

  /** Takes a chat that is over, or that was never begun, out of the list with all that was said in it. */
  async forget(id: number): Promise<void> {
    const c = this.chats.get(id)
    if (c?.state.discard) await this.bye(id).catch(() => {}) // the server forgets it some day
    await this.lock.run(() => this.drop(id))
  }

  private async drop(id: number): Promise<void> {
    const c = this.chats.get(id)
    await this.shelf.save({ chat: id, kept: null })
    this.chats.delete(id)
    if (c) wipe(c.state)
    this.s.emit('secretForgotten', { chat: id })
  }

  async history(id: number): Promise<readonly SecretMessage[]> {
    const c = this.chats.get(id)
    if (!c || !this.ready) return []
    return this.lock.run(async () => [...(await this.rowsOf(c)).values()].map(shown))
  }

  private want(): void {
    if (!this.ready) throw new Refused('SECRET_LOCKED')
  }

  async send(id: number, text: Text, reply: string | undefined): Promise<void> {
    if (text.text.length > maxText) throw new Refused('MESSAGE_TOO_LONG')
    await this.change(id, (s) => {
      const message = {
        _: 'decryptedMessage', randomId: randomId(), ttl: s.ttl, message: text.text, entities: entitiesToSecret(text.entities),
        replyToRandomId: reply === undefined ? undefined : BigInt(reply),
      } as const
      send(s, message, undefined, Date.now())
      return { put: [this.own(id, { ...text, name: String(message.randomId), ttl: s.ttl, reply })] }
    })
  }

  private own(chat: number, r: Pick<Row, 'text' | 'entities' | 'name' | 'ttl'> & Partial<Row>): Row {
    const next = this.chats.get(chat)?.about.next ?? 1
    return { chat, id: next, out: true, date: secondsOf(Date.now()), state: 'sending', ...r }
  }

  setTimer(id: number, seconds: number): Promise<void> {
    return this.change(id, (s) => {
      perform(s, { _: 'decryptedMessageActionSetMessageTTL', ttlSeconds: seconds }, Date.now())
      return { put: [this.own(id, { text: '', entities: [], name: '', ttl: 0, state: 'sent', service: { kind: 'timer', seconds } })] }
    })
  }

  /** Deletes messages on both sides. */
  async remove(id: number, ids: readonly number[]): Promise<void> {
    await this.change(id, (s, _, rows) => {
      const names = ids.flatMap((n) => rows.get(n)?.name || []).map(BigInt)
      if (s.phase === 'ready' && names.length > 0) perform(s, { _: 'decryptedMessageActionDeleteMessages', randomIds: names }, Date.now())
      return { drop: ids }
    })
  }

  /** Empties a chat on both sides. */
  async clear(id: number): Promise<void> {
    await this.change(id, (s, _, rows) => {
      if (s.phase === 'ready') perform(s, { _: 'decryptedMessageActionFlushHistory' }, Date.now())
      return { drop: [...rows.keys()], about: { unread: 0, rising: [] } }
    })
  }

  /** Notes that the person looks at everything up to a message. Timers of what came begin to run, but for what waits to be opened. */
  async read(id: number, upTo: number): Promise<void> {
    if (!this.chats.has(id) || !this.ready) return
    let latest = 0
    await this.change(id, (s, _, rows) => {
      const seen = [...rows.values()].filter((r) => !r.out && !r.service && r.id <= upTo)
      latest = Math.max(0, ...seen.map((r) => r.date))
      begin(s, seen.filter((r) => !opensFirst(r)))
      return { about: { unread: [...rows.values()].filter((r) => !r.out && !r.service && r.id > upTo).length } }
    })
    const { state } = this.chats.get(id) ?? {}
    if (state?.phase === 'ready' && latest > 0) void this.post.read(state, latest).catch(() => {}) // told with the next one
  }

  /** Notes that the person opens what a message carries: its timer begins to run. */
  async opened(id: number, n: number): Promise<void> {
    await this.change(id, (s, _, rows) => begin(s, [...rows.values()].filter((r) => r.id === n && !r.out)))
  }

  /** What the person may hand to the operator to complain of a message, as `chappe secret verify` reads it. Nothing is sent. */
  async report(id: number, n: number): Promise<Blob> {
    const c = this.chats.get(id)
    const row = await this.lock.run(async () => c && (await this.rowsOf(c)).get(n))
    if (!c || !row?.proof || row.out) throw new Refused('SECRET_GONE')
    const { key, plain } = row.proof
    const said = { Chat: id, Sender: c.state.peer, Receiver: c.state.self, Date: row.date, Key: base64(key), Plain: base64(plain) }
    return new Blob([JSON.stringify(said)], { type: 'application/json' })
  }

  async typing(id: number, typing: boolean): Promise<void> {
    const state = this.chats.get(id)?.state
    if (state?.phase === 'ready') await this.post.typing(state, typing)
  }

  async picture(id: number): Promise<KeyPicture | undefined> {
    const state = this.chats.get(id)?.state
    const hash = state && (await pictureNow(state))
    return hash && { cells: cellsOf(hash), emoji: emojiOf(hash), changed: state.exchanges > 0 }
  }

  // The lock.

  async unlock(passphrase: string): Promise<void> {
    await this.lock.run(async () => {
      await this.shelf.vault.unlock(passphrase)
      await this.fill()
    })
    for (const c of await this.list()) this.s.emit('secretChat', c)
    this.s.emit('secretLock', this.locked)
    this.resume()
  }

  /** Wraps everything anew; '' takes the passphrase away. */
  async setPassphrase(old: string, passphrase: string): Promise<void> {
    await this.lock.run(async () => {
      this.want()
      await this.shelf.vault.prove(old)
      await this.shelf.rewrap(passphrase)
    })
    this.s.emit('secretLock', this.locked)
  }

  /** Forgets what is in memory until the passphrase is given. */
  async shut(): Promise<void> {
    await this.lock.run(async () => {
      if (this.locked !== 'open') return
      this.shelf.vault.shut()
      clearTimeout(this.timer)
      for (const c of this.chats.values()) wipe(c.state)
      this.chats.clear()
      this.loaded = false
    })
    this.s.emit('secretLock', this.locked)
  }
}

/** Starts the timers of what came, and tells the other side so. */
function begin(s: State, rows: readonly Row[]): void {
  const names = rows.filter((r) => s.timers[r.name]?.ends === 0 && s.timers[r.name]?.ours === false).map((r) => BigInt(r.name))
  if (s.phase === 'ready' && names.length > 0) perform(s, { _: 'decryptedMessageActionReadMessages', randomIds: names }, Date.now())
}

const base64 = (b: Uint8Array): string => btoa(Array.from(b, (v) => String.fromCharCode(v)).join(''))

const phases = { requested: 'asked', invited: 'invited', accepting: 'accepting', ready: 'ready', closed: 'over' } as const

const shownChat = ({ state, about }: Kept): SecretChat => ({
  id: state.id, peer: state.peer, phase: phases[state.phase], ended: about.ended, date: about.date, ttl: state.ttl, unread: about.unread, last: about.last,
})
