import type { RawUpdateInfo } from '@mtcute/core'
import type { Account, Connection, ServerInfo } from '../model/session'
import { cleared, resume, signedOut } from './account'
import type { EventName, Events, ToPage, ToWorker } from './api'
import { calls } from './calls'
import { makeClient } from './client'
import { ended, Refused } from './failure'
import { Gate } from './secret/gate'
import { Session } from './session'
import { Storage } from './storage'
import { handle } from './updates'

/** One end of a channel to a page. */
export interface Port {
  postMessage(message: ToPage): void
}

/** Answers the pages' calls, and tells all of them what happens. */
export class Host {
  private readonly ports = new Set<Port>()
  private session: Promise<Session> | undefined
  private account: Account = { state: 'starting' }
  private connection: Connection = 'connecting'
  private full = false

  /** A page begins to listen; it is told at once how things stand. */
  attach(port: Port): void {
    this.ports.add(port)
    port.postMessage({ event: 'connection', data: this.connection })
    port.postMessage({ event: 'account', data: this.account })
    port.postMessage({ event: 'full', data: this.full })
  }

  detach(port: Port): void {
    this.ports.delete(port)
  }

  async receive(port: Port, message: ToWorker): Promise<void> {
    if ('bye' in message) {
      this.detach(port)
      return
    }
    const { id, name, args } = message
    try {
      const s = await this.start()
      const fn = calls[name] as (s: Session, args: unknown) => Promise<unknown>
      port.postMessage({ id, value: await fn(s, args) })
    } catch (e) {
      const { text, seconds } = Refused.of(e)
      port.postMessage({ id, failure: { text, seconds } })
    }
  }

  /** Connects. If that fails, the next call tries anew. */
  start(): Promise<Session> {
    this.session ??= this.open().catch((e: unknown) => {
      this.session = undefined
      this.emit('trouble', { text: Refused.of(e).text })
      throw e
    })
    return this.session
  }

  private async open(): Promise<Session> {
    const server = await serverInfo()
    const storage = new Storage()
    const secrets = new Gate()
    let session: Session | undefined
    const client = await makeClient(server, storage, {
      refused: (text) => {
        if (ended.test(text)) void this.end()
      },
      around: secrets.middleware,
      caughtUp: (answer) => session?.learn(answer),
      tooLong: (chat) => this.emit('renewed', { chat }),
    })
    const s = new Session(client, storage, secrets, (event, data) => this.emit(event, data))
    s.reports = server.secretReportDays
    session = s
    client.onConnectionState.add((state) => this.emit('connection', state === 'connected' ? 'online' : state))
    client.onRawUpdate.add((info: RawUpdateInfo) => {
      // Where an update tells of a channel in part, the library puts what it remembers, which may be old.
      s.learn({ users: [...info.peers.users.values()], chats: [...info.peers.chats.values()].filter((c) => !s.knows(c)) })
      handle(s, info.update)
    })
    client.onServerUpdate.add((u) => {
      if ('chats' in u) s.learn({ users: [], chats: u.chats })
      secrets.hear(u)
      if (u._ === 'updateShort' && u.update._ === 'updateLoginToken') this.emit('loginToken', null) // to nobody yet, so by no other way
    })
    storage.driver.onFull = (full) => this.emit('full', full)
    storage.driver.onGone = () => {
      this.session = cleared(s).then(() => this.open())
      this.session.catch((e: unknown) => this.emit('trouble', { text: Refused.of(e).text }))
    }
    await secrets.load(s)
    await client.prepare()
    const self = await client.storage.self.fetch()
    if (self) {
      // Without a connection, what was kept can be shown, and what is written waits in the outbox.
      s.self = self.userId
      this.emit('account', { state: 'signedIn', self: self.userId })
      void client.connect().then(() => resume(s, self.userId)).then(() => s.outbox.run()).catch((e: unknown) => {
        const { text } = Refused.of(e)
        if (!ended.test(text)) this.emit('trouble', { text })
      })
    } else {
      const waits = (await s.outbox.left()).size > 0
      if (this.account.state !== 'signedOut') this.emit('account', { state: 'signedOut', waits })
      void client.connect().catch((e: unknown) => this.emit('trouble', { text: Refused.of(e).text }))
    }
    return s
  }

  /** The session was ended from another device, or has expired. */
  private async end(): Promise<void> {
    const s = await this.session
    if (s) await signedOut(s, { ended: true })
  }

  private emit<E extends EventName>(event: E, data: Events[E]): void {
    if (event === 'account') this.account = data as Account
    if (event === 'connection') this.connection = data as Connection
    if (event === 'full') this.full = data as boolean
    for (const port of this.ports) port.postMessage({ event, data })
  }
}

async function serverInfo(): Promise<ServerInfo> {
  const answer = await fetch('/server.json')
  if (!answer.ok) throw new Refused('SERVER_UNREACHABLE')
  return (await answer.json()) as ServerInfo
}
