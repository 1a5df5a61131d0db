import { createSignal } from 'solid-js'
import type { PeerId } from '../model/peer'
import { on } from './link'

const [typing, setTyping] = createSignal<ReadonlyMap<PeerId, ReadonlyMap<PeerId, number>>>(new Map())

/** Who types in a chat now. */
export const typingIn = (chat: PeerId): PeerId[] => [...(typing().get(chat)?.keys() ?? [])]

function stop(chat: PeerId, user: PeerId): void {
  setTyping((old) => {
    if (!old.get(chat)?.has(user)) return old
    const users = new Map(old.get(chat))
    users.delete(user)
    return new Map(old).set(chat, users)
  })
}

on('typing', ({ chat, user, until }) => {
  if (until === 0) {
    stop(chat, user)
    return
  }
  setTyping((old) => new Map(old).set(chat, new Map(old.get(chat)).set(user, until)))
  setTimeout(() => {
    if ((typing().get(chat)?.get(user) ?? 0) <= until) stop(chat, user)
  }, until * 1000 - Date.now())
})
on('message', (m) => stop(m.chat, m.from))
