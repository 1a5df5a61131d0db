import { Long, type tl } from '@mtcute/core'
import { read } from '../base/idb'
import type { Message } from '../model/message'
import type { Outgoing } from '../model/outgoing'
import { ended, Refused } from './failure'
import type { Session } from './session'
import { entitiesToTl } from './wire/entity'
import { messageOf } from './wire/message'

/** A row of the outbox. seq orders them. */
interface Waiting extends Outgoing {
  readonly seq: number
  /** Whose it is: their session may end before it was sent. */
  readonly owner: number
  readonly date: number
  readonly failure?: string
}

/** The server's words that mean "later", not "no". */
const passing = /^(FLOOD_WAIT|SLOWMODE_WAIT|Timeout|APP|RPC_CALL_FAIL|INTERNAL|.*_INTERNAL_.*|MSG_WAIT_FAILED)/

/** How often something that went wrong here, not on the server, is tried. */
const patience = 4

/**
 * What waits to be sent, on disk. Only the worker that leads has one. A row goes when the server has answered; if the worker dies
 * between the two, the message is sent again under the same random_id, for which the server gives its first answer.
 */
export class Outbox {
  private seq = 0
  private running = false
  private again = false

  constructor(private readonly s: Session) {}

  /** Puts something in. It is on disk when the promise resolves. */
  async put(what: Outgoing): Promise<void> {
    const row: Waiting = { ...what, owner: this.s.self, seq: Math.max(this.seq + 1, Date.now()), date: Math.floor(Date.now() / 1000) }
    this.seq = row.seq
    await this.save(row)
    void this.run()
  }

  async list(): Promise<readonly Message[]> {
    return (await this.rows()).map((w) => this.shown(w))
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

  /** Sends what waits, one after the other, so that order is kept. */
  async run(): Promise<void> {
    if (this.running) {
      this.again = true
      return
    }
    this.running = true
    try {
      do {
        this.again = false
        for (const row of await this.rows()) {
          if (!row.failure) await this.attempt(row)
        }
      } while (this.again)
    } finally {
      this.running = false
    }
  }

  private async attempt(row: Waiting): Promise<void> {
    for (let tries = 0; this.s.self !== 0; tries++) {
      try {
        const message = await this.send(row)
        await this.remove(row.name)
        if (message) this.s.emit('message', { ...message, outbox: row.name })
        return
      } catch (e) {
        const why = Refused.of(e)
        if (ended.test(why.text)) return // it waits for its author
        if (!passing.test(why.text) || (why.text.startsWith('APP') && tries >= patience)) {
          // Without room for that word it is told all the same; the next start tries once more.
          await this.save({ ...row, failure: why.text }).catch(() => this.s.emit('outbox', this.shown({ ...row, failure: why.text })))
          return
        }
        await new Promise((done) => setTimeout(done, (why.seconds ?? Math.min(2 ** tries, 30)) * 1000))
      }
    }
  }

  private async send(row: Waiting): Promise<Message | undefined> {
    const s = this.s
    const answer = await s.call(await this.method(row))
    if (answer._ === 'updateShortSentMessage') {
      s.affected(answer)
      const { id, date, entities } = answer
      return messageOf({
        _: 'message', id, date, entities, out: true, message: row.text, peerId: peerOf(row.chat),
        replyTo: row.replyTo ? { _: 'messageReplyHeader', replyToMsgId: row.replyTo } : undefined,
      }, s.self)
    }
    if (row.at) {
      s.client.handleClientUpdate(answer, false)
      s.emit('unsent', { chat: row.chat, outbox: row.name })
      s.emit('scheduled', { chat: row.chat })
      return undefined
    }
    s.client.handleClientUpdate(answer, true) // told below, under its name in the outbox
    const made = 'updates' in answer ? answer.updates.map(newMessage).find((m) => m !== undefined) : undefined
    return made && messageOf(made, s.self)
  }

  private async method(row: Waiting): Promise<tl.messages.RawSendMessageRequest | tl.messages.RawForwardMessagesRequest> {
    const peer = await this.s.peer(row.chat)
    const randomId = Long.fromString(row.name)
    if (row.forward) {
      return {
        _: 'messages.forwardMessages', fromPeer: await this.s.peer(row.forward.chat), toPeer: peer, id: [row.forward.id],
        randomId: [randomId], dropAuthor: row.forward.withoutAuthor, silent: row.silent, scheduleDate: row.at,
      }
    }
    return {
      _: 'messages.sendMessage', peer, randomId, message: row.text, entities: entitiesToTl(row.entities), silent: row.silent,
      clearDraft: true, scheduleDate: row.at,
      replyTo: row.replyTo ? { _: 'inputReplyToMessage', replyToMsgId: row.replyTo, quoteText: row.quote } : undefined,
    }
  }

  private shown(w: Waiting): Message {
    return {
      id: -w.seq, chat: w.chat, from: this.s.self, out: true, date: w.date, text: w.text, entities: w.entities, outbox: w.name,
      sending: w.failure ? 'failed' : 'sending', failure: w.failure, reply: w.replyTo ? { id: w.replyTo, quote: w.quote } : undefined,
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
    await this.s.storage.driver.write(['outbox'], (tx) => tx.objectStore('outbox').clear())
  }

  private all(): Promise<Waiting[]> {
    return this.s.storage.driver.db.then((db) => read<Waiting[]>(db, 'outbox', (o) => o.getAll()))
  }

  private async rows(): Promise<Waiting[]> {
    return (await this.all()).filter((w) => w.owner === this.s.self).sort((a, b) => a.seq - b.seq)
  }

  private async save(row: Waiting): Promise<void> {
    await this.s.storage.driver.write(['outbox'], (tx) => tx.objectStore('outbox').put(row))
    this.s.emit('outbox', this.shown(row))
  }

  private async remove(name: string): Promise<void> {
    await this.s.storage.driver.write(['outbox'], (tx) => tx.objectStore('outbox').delete(name))
  }
}

function newMessage(u: tl.TypeUpdate): tl.TypeMessage | undefined {
  return u._ === 'updateNewMessage' || u._ === 'updateNewChannelMessage' ? u.message : undefined
}

function peerOf(id: number): tl.TypePeer {
  if (id > 0) return { _: 'peerUser', userId: id }
  return id > -1e12 ? { _: 'peerChat', chatId: -id } : { _: 'peerChannel', channelId: -id - 1e12 }
}
