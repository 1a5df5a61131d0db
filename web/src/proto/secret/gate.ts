import type { RpcCallMiddleware, tl } from '@mtcute/core'
import { request } from '../../base/idb'
import type { Session } from '../session'
import type { Keeper } from './keeper'
import type { Mark } from './shelf'

/** What of the database belongs to secret chats. */
const stores = ['vault', 'secrets', 'secretMessages', 'secretFiles']

/**
 * What of secret chats the worker always has: it hears what the server keeps for this device alone, and brings the rest when there is
 * something. A device's queue is read and confirmed up to what is stored here, whatever the library believes: the server erases what
 * getDifference confirms.
 */
export class Gate {
  private mark: Mark = { qts: 0, date: 0 }
  private keeper: Promise<Keeper> | undefined
  /** The keeper, once it is there. */
  private now: Keeper | undefined
  private feeding: Promise<void> = Promise.resolve()
  private catching: Promise<void> | undefined
  private told = 0
  /** Something could not be stored since a difference was asked for. */
  private failed = false
  private some = false
  /** What the library was told when it asked how things stand at its start; it need not be asked again. */
  private state: tl.updates.RawState | undefined
  private session: Session | undefined

  /** Reads how far it is, before anything is asked of the server. */
  async load(s: Session): Promise<void> {
    this.session = s
    const db = await s.storage.driver.db
    this.mark = (await request(db.transaction('vault').objectStore('vault').get('mark') as IDBRequest<Mark | undefined>)) ?? this.mark
    this.some = (await request(db.transaction('secrets').objectStore('secrets').count())) > 0
  }

  /** Whoever runs the chats, brought when it is first needed. */
  open(): Promise<Keeper> {
    this.keeper ??= this.bring().catch((e: unknown) => {
      this.keeper = undefined
      throw e
    })
    return this.keeper
  }

  private async bring(): Promise<Keeper> {
    const { Keeper } = await import('./keeper')
    if (!this.session) throw new Error('nobody is signed in')
    const keeper = new Keeper(this.session)
    await keeper.load()
    this.now = keeper
    return keeper
  }

  /** The same, for whoever begins to keep something. */
  begin(): Promise<Keeper> {
    this.some = true
    return this.open()
  }

  /** The same, if there is anything to run. */
  async openIfSome(): Promise<Keeper | undefined> {
    return this.some || this.keeper ? this.open() : undefined
  }

  /** Somebody signed in, or was when the worker started: what was missed is asked for, what waits is sent. */
  async resume(): Promise<void> {
    await this.catchUp()
    const keeper = await this.openIfSome()
    keeper?.resume()
  }

  /** Nobody is signed in any more: the chats of this device are over. */
  async stop(s: Session): Promise<void> {
    this.halt()
    await s.storage.driver.write(stores, (tx) => stores.forEach((name) => tx.objectStore(name).clear()))
  }

  /** Forgets what is in memory: what was kept is gone. */
  halt(): void {
    this.now?.stop()
    this.now = undefined
    this.keeper = undefined
    this.some = false
    this.mark = { qts: 0, date: 0 }
    this.told = 0
    this.state = undefined
  }

  /** Goes around the library's own calls: the queue is asked for from where this device is, and what is in an answer is heard here. */
  readonly middleware: RpcCallMiddleware = async (ctx, next) => {
    const wanted = ctx.request
    if (wanted._ === 'updates.getState') {
      const state = (await next(ctx)) as tl.updates.RawState | { readonly _: 'mt_rpc_error' }
      if (state._ === 'updates.state') this.state = state
      return state
    }
    if (wanted._ !== 'updates.getDifference') return next(ctx)
    ;(wanted as { qts: number }).qts = this.mark.qts
    const answer = (await next(ctx)) as tl.updates.TypeDifference | undefined
    if (answer?._ !== 'updates.difference' && answer?._ !== 'updates.differenceSlice') return answer
    const { qts } = answer._ === 'updates.difference' ? answer.state : answer.intermediateState
    const all = answer.otherUpdates.filter(concerns)
    if (all.length > 0 || answer.newEncryptedMessages.length > 0) await this.feed(() => this.difference(all, answer.newEncryptedMessages, qts))
    else if (qts > this.mark.qts) await this.feed(() => this.reach(qts))
    if (answer._ === 'updates.difference' || !this.shut) return answer
    // What waits for the passphrase stays where it is, and the library must not ask for it again and again.
    const { intermediateState: state, ...rest } = answer
    return rest.newMessages.length + rest.otherUpdates.length > 0 ? answer : { ...rest, _: 'updates.difference', state }
  }

  private get shut(): boolean {
    return this.now !== undefined && !this.now.ready
  }

  /** Looks at what the server pushes. */
  hear(u: tl.TypeUpdates): void {
    const all = u._ === 'updateShort' ? [u.update] : u._ === 'updates' || u._ === 'updatesCombined' ? u.updates : []
    for (const update of all) if (concerns(update)) void this.feed(() => this.update(update))
  }

  /** One after the other, in the order in which they came. What fails is asked for again by the next difference. */
  private feed(fn: () => Promise<void>): Promise<void> {
    this.feeding = this.feeding.then(fn).catch(() => {
      this.failed = true
    })
    return this.feeding
  }

  private async update(u: tl.TypeUpdate): Promise<void> {
    this.some = true
    const keeper = await this.open()
    if (!keeper.ready) return // asked for when the passphrase was given
    if (u._ === 'updateEncryption') await keeper.hearChat(u.chat)
    else if (u._ === 'updateEncryptedChatTyping') keeper.hearTyping(u.chatId)
    else if (u._ === 'updateEncryptedMessagesRead') await keeper.hearRead(u.chatId, u.maxDate)
    else if (u._ === 'updateNewEncryptedMessage') {
      if (u.qts <= this.mark.qts) return
      if (u.qts > this.mark.qts + 1) {
        void this.catchUp()
        return
      }
      const mark = { ...this.mark, qts: u.qts }
      await keeper.hearMessage(u.message, mark)
      this.mark = mark
      this.confirm()
    }
  }

  private async difference(updates: readonly tl.TypeUpdate[], messages: readonly tl.TypeEncryptedMessage[], qts: number): Promise<void> {
    this.some = true
    const keeper = await this.open()
    if (!keeper.ready) return
    for (const u of updates) if (u._ !== 'updateNewEncryptedMessage') await this.update(u)
    for (const m of messages) await keeper.hearMessage(m)
    await this.reach(qts)
  }

  /** Everything up to here is stored. */
  private async reach(qts: number): Promise<void> {
    if (qts <= this.mark.qts || this.shut) return
    await this.keep({ ...this.mark, qts })
    this.confirm()
  }

  private async keep(mark: Mark): Promise<void> {
    await this.session?.storage.driver.write(['vault'], (tx) => tx.objectStore('vault').put(mark, 'mark'))
    this.mark = mark
  }

  /** Has the server erase what is stored here. */
  private confirm(): void {
    const { qts } = this.mark
    if (qts <= this.told) return
    this.told = qts
    void this.now?.acknowledge(qts).catch(() => (this.told = 0)) // said with the next one
  }

  /** Asks for what was missed: also notices, which the library does not ask for at its start. */
  catchUp(): Promise<void> {
    this.catching ??= this.ask().catch(() => {}).finally(() => (this.catching = undefined))
    return this.catching
  }

  private async ask(): Promise<void> {
    const s = this.session
    if (!s || s.self === 0) return
    const state = this.state ?? (await s.call({ _: 'updates.getState' }))
    this.state = undefined
    let { pts, date } = { pts: state.pts, date: this.mark.date || state.date }
    this.failed = false
    for (;;) {
      const answer = await s.call({ _: 'updates.getDifference', pts, date, qts: this.mark.qts })
      if (answer._ !== 'updates.differenceSlice' || this.shut || this.failed) break
      ;({ pts, date } = answer.intermediateState)
    }
    await this.feed(async () => {
      if (!this.shut && !this.failed) await this.keep({ ...this.mark, date: state.date })
    })
  }

  /** The passphrase was given: what waited on the server is asked for. */
  unlocked(): void {
    void this.catchUp()
  }
}

const kinds = ['updateEncryption', 'updateNewEncryptedMessage', 'updateEncryptedChatTyping', 'updateEncryptedMessagesRead']

const concerns = (u: tl.TypeUpdate): boolean => kinds.includes(u._)
