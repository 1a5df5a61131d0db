import { batch, createSignal } from 'solid-js'
import type { Chat } from '../model/chat'
import type { Message } from '../model/message'
import { isChannel, type PeerId } from '../model/peer'
import { account } from './account'
import { retryFailed } from './history'
import { call, on } from './link'
import { peer } from './peers'

const [all, setAll] = createSignal<ReadonlyMap<PeerId, Chat>>(new Map())
const [loaded, setLoaded] = createSignal(false)

export { all as chats, loaded as chatsLoaded }

export const chat = (id: PeerId): Chat | undefined => all().get(id)

/** Changes what is known of a chat; one that is not in the list is left alone. */
export function patchChat(id: PeerId, change: (c: Chat) => Chat): void {
  const c = all().get(id)
  if (c) putChats([change(c)])
}

export function putChats(chats: readonly Chat[]): void {
  if (chats.length === 0) return
  setAll((old) => {
    const map = new Map(old)
    for (const c of chats) map.set(c.id, c)
    return map
  })
}

export function dropChat(id: PeerId): void {
  setAll((old) => {
    const map = new Map(old)
    map.delete(id)
    return map
  })
}

/** Reads the whole list, archived chats too. Chats that are gone on the server go here. */
export async function loadChats(): Promise<void> {
  const fresh: Chat[] = []
  for (const archived of [false, true]) {
    let from: { date: number; id: number; peer: PeerId } | undefined
    do {
      const page = await call('getChats', { archived, from })
      fresh.push(...page.chats)
      if (!loaded()) putChats(page.chats)
      from = page.next
    } while (from)
  }
  batch(() => {
    setAll((old) => new Map(fresh.map((c) => [c.id, newer(c, old.get(c.id))])))
    setLoaded(true)
  })
  retryFailed()
}

/** A chat as the server tells it, but with what was read here a moment ago, of which the server has not heard yet. */
function newer(told: Chat, known: Chat | undefined): Chat {
  const c = { ...told, draft: told.draft ?? known?.draft }
  if (!known || known.readIn <= told.readIn || known.last?.id !== told.last?.id) return c
  return { ...c, readIn: known.readIn, unread: known.unread, markedUnread: known.markedUnread }
}

const asked = new Set<PeerId>()

/** Reads one chat that is not in the list, or whose state is in doubt. */
export async function loadChat(id: PeerId): Promise<void> {
  if (asked.has(id)) return
  asked.add(id)
  try {
    const c = await call('getChat', { id })
    // A channel that one only looks at is not in the list.
    if (c && !outside(id)) putChats([c])
  } finally {
    asked.delete(id)
  }
}

/** Reads a chat once more after a change. What is not open to us any more stays as it is known; the next change asks again. */
const again = (id: PeerId): Promise<void> => loadChat(id).catch(() => {})

function outside(id: PeerId): boolean {
  const p = peer(id)
  return p?.kind === 'channel' && (p.left || p.forbidden)
}

function arrived(m: Message): void {
  const c = all().get(m.chat)
  if (!c) {
    void again(m.chat)
    return
  }
  if (c.last && c.last.id >= m.id) return
  const unread = m.out ? c.unread : c.unread + (m.id > c.readIn ? 1 : 0)
  putChats([{ ...c, last: m, unread, mentions: c.mentions + (m.mention && !m.out ? 1 : 0) }])
}

on('message', arrived)
on('edited', (m) => patchChat(m.chat, (c) => (c.last?.id === m.id ? { ...c, last: m } : c)))
on('deleted', ({ chat: where, ids }) => {
  const gone = new Set(ids)
  for (const c of all().values()) {
    if ((where === undefined ? !isChannel(c.id) : c.id === where) && c.last && gone.has(c.last.id)) void again(c.id)
  }
})
on('readIn', ({ chat: id, upTo, unread }) =>
  patchChat(id, (c) => (upTo < c.readIn ? c : { ...c, readIn: upTo, unread, markedUnread: false })))
on('readOut', ({ chat: id, upTo }) => patchChat(id, (c) => (upTo <= c.readOut ? c : { ...c, readOut: upTo })))
on('draft', ({ chat: id, topic, draft }) => {
  if (topic === undefined) patchChat(id, (c) => ({ ...c, draft }))
})
on('chat', ({ id, ...rest }) => patchChat(id, (c) => ({ ...c, ...rest })))
// How many mentions are left is the server's to say.
on('heard', ({ chat: id }) => {
  if (id !== undefined && (all().get(id)?.mentions ?? 0) > 0) void again(id)
})
// Of a forum the server knows how much is unread in all of it.
on('topicReadIn', ({ chat: id }) => void again(id))
on('topicGone', ({ chat: id }) => void again(id))
on('renewed', ({ chat: id }) => void again(id))
// Who is out of a channel has no conversation there; a basic group that one left stays, as what was said in it does.
on('standing', ({ chat: id }) => {
  if (outside(id)) dropChat(id)
  else void again(id)
})
on('stale', () => void loadChats())
on('account', () => {
  if (account().state !== 'signedIn') {
    batch(() => {
      setAll(new Map())
      setLoaded(false)
    })
  }
})
