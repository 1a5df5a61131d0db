import { createEffect, createRoot, on as watch } from 'solid-js'
import { open, read, write } from '../base/idb'
import type { Chat } from '../model/chat'
import type { Peer } from '../model/peer'
import type { Topic } from '../model/topic'
import { account, self } from './account'
import { chats, chatsLoaded, putChats } from './chats'
import { on } from './link'
import { learn, peer } from './peers'
import { knownTopics, recallTopics } from './topics'

/** The list of chats as it was last seen, so that the next visit shows it at once, even without a connection. */
interface Snapshot {
  readonly self: number
  readonly chats: readonly Chat[]
  readonly peers: readonly Peer[]
  readonly topics?: readonly Topic[]
}

/** How long the list must be quiet before it is kept. */
const pause = 2000
/** More than anybody looks at before the list itself arrives. */
const most = 300

const database = (): Promise<IDBDatabase> => open('chappe-page', [(db) => db.createObjectStore('snapshot')])

/** Shows the last visit's list until the server's is here. */
export async function loadSnapshot(): Promise<void> {
  const s = await read<Snapshot | undefined>(await database(), 'snapshot', (o) => o.get('list'))
  if (!s || s.self !== self() || chatsLoaded()) return
  // What an older version of the app kept says less of groups.
  learn(s.peers.filter((p) => !peer(p.id) && (p.kind === 'user' || 'defaults' in p)).map((p) => ({ peer: p, partial: false })))
  putChats(s.chats.filter((c) => !chats().has(c.id)))
  recallTopics(s.topics ?? [])
}

async function save(): Promise<void> {
  const kept = [...chats().values()].sort((a, b) => (b.last?.date ?? 0) - (a.last?.date ?? 0)).slice(0, most)
  const topics = knownTopics().slice(0, most)
  const people = new Set([...kept.flatMap((c) => [c.id, c.last?.from ?? c.id]), ...topics.flatMap((t) => [t.chat, t.last?.from ?? t.chat])])
  const peers = [...people, self()].map((id) => peer(id)).filter((p) => p !== undefined)
  const s: Snapshot = { self: self(), chats: kept, peers, topics }
  await write(await database(), ['snapshot'], (tx) => tx.objectStore('snapshot').put(s, 'list'))
}

createRoot(() => {
  let timer: ReturnType<typeof setTimeout> | undefined
  createEffect(watch(chats, () => {
    clearTimeout(timer)
    if (chatsLoaded() && account().state === 'signedIn') timer = setTimeout(() => void save().catch(() => {}), pause) // the next change tries again
  }))
})
on('account', (a) => {
  if (a.state !== 'signedOut') return
  void database().then((db) => write(db, ['snapshot'], (tx) => tx.objectStore('snapshot').clear())).catch(() => {}) // there was none
})
