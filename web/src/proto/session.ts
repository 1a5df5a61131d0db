import { getAllPeersFrom, toggleChannelIdMark, type tl } from '@mtcute/core'
import type { BaseTelegramClient } from '@mtcute/core/client.js'
import { resolvePeer } from '@mtcute/core/methods.js'
import { toInputChannel, toInputUser } from '@mtcute/core/utils.js'
import { isChannel, type Learned, type PeerId } from '../model/peer'
import type { Entity } from '../model/text'
import type { EventName, Events } from './api'
import { Outbox } from './outbox'
import type { Gate } from './secret/gate'
import type { Storage } from './storage'
import { entitiesToTl } from './wire/entity'
import { chatOf, userOf } from './wire/peer'

/** What a call works with: the client, and who is signed in. */
export class Session {
  /** 0 is nobody. */
  self: PeerId = 0
  /** Names the code that was sent last. */
  codeHash = ''
  phone = ''
  /** For how many days a reported message of a secret chat can be checked; 0 is never. */
  reports = 0
  readonly outbox = new Outbox(this)

  constructor(
    readonly client: BaseTelegramClient,
    readonly storage: Storage,
    readonly secrets: Gate,
    readonly emit: <E extends EventName>(event: E, data: Events[E]) => void,
  ) {}

  /** Calls a method, and tells the pages whom the answer speaks of. */
  async call<M extends tl.RpcMethod>(method: M): Promise<tl.RpcCallReturn[M['_']]> {
    // The library's own check wants a literal type, which a wrapper does not have.
    const answer = (await this.client.call(method as never)) as tl.RpcCallReturn[M['_']]
    this.learn(answer)
    return answer
  }

  /** Calls a method whose answer is updates, and lets them take their way as if they had been pushed. */
  async change(method: tl.RpcMethod): Promise<tl.TypeUpdates> {
    const answer = (await this.call(method)) as tl.TypeUpdates
    this.client.handleClientUpdate(answer, false)
    return answer
  }

  /** Lets updates take their way that stand inside an answer, with whom they speak of. */
  async take(updates: tl.TypeUpdates): Promise<void> {
    await this.client.storage.peers.updatePeersFrom(updates)
    this.learn(updates)
    this.client.handleClientUpdate(updates, false)
  }

  /** Notes numbers that an answer took, so that nothing seems to be missing. */
  affected({ pts, ptsCount }: { pts: number; ptsCount: number }, chat: PeerId = 0): void {
    const update: tl.TypeUpdate = isChannel(chat)
      ? { _: 'updateDeleteChannelMessages', channelId: toggleChannelIdMark(chat), messages: [], pts, ptsCount }
      : { _: 'updateDeleteMessages', messages: [], pts, ptsCount }
    this.client.handleClientUpdate({ _: 'updates', updates: [update], users: [], chats: [], date: 0, seq: 0 }, false)
  }

  /** Groups and channels that the server told us of since we started. */
  private readonly told = new Set<number>()

  /** Whether the server told us of it: what the library remembers of it may be older. */
  knows(c: tl.TypeChat): boolean {
    return this.told.has(c.id)
  }

  learn(answer: unknown): void {
    if (typeof answer !== 'object' || answer === null) return
    const learned: Learned[] = []
    for (const p of getAllPeersFrom(answer as tl.TlObject)) {
      if (p._ !== 'user' && p._ !== 'userEmpty') this.told.add(p.id)
      const l = p._ === 'user' || p._ === 'userEmpty' ? userOf(p) : chatOf(p)
      if (l) learned.push(l)
    }
    if (learned.length > 0) this.emit('peers', learned)
  }

  peer(id: PeerId): Promise<tl.TypeInputPeer> {
    return id === this.self ? Promise.resolve({ _: 'inputPeerSelf' }) : resolvePeer(this.client, id)
  }

  /** What a text looks like, as the server wants it. People are named by what we know of them. */
  async entities(all: readonly Entity[]): Promise<tl.TypeMessageEntity[] | undefined> {
    const people = await Promise.all(all.map(async (e): Promise<tl.TypeMessageEntity[]> => {
      if (e.kind !== 'person' || e.user === undefined) return []
      return [{ _: 'inputMessageEntityMentionName', offset: e.offset, length: e.length, userId: await this.user(e.user) }]
    }))
    const rest = entitiesToTl(all) ?? []
    const made = [...rest, ...people.flat()]
    return made.length > 0 ? made : undefined
  }

  async channel(id: PeerId): Promise<tl.TypeInputChannel> {
    return toInputChannel(await this.peer(id))
  }

  /** From where on the updates of a channel are followed, unless they are already. */
  follow(id: PeerId, pts: number): void {
    const known = this.client.updates?.cpts
    if (known && !known.has(toggleChannelIdMark(id))) known.set(toggleChannelIdMark(id), pts)
  }

  async user(id: PeerId): Promise<tl.TypeInputUser> {
    return toInputUser(await this.peer(id))
  }
}
