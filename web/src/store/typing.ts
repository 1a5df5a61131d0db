import { createSignal } from 'solid-js'
import type { PeerId } from '../model/peer'
import { general } from '../model/topic'
import { on } from './link'

/** Who types, and where: until when, and in which topic of a forum. */
interface Typist {
  readonly until: number
  readonly topic: number
}

const [typing, setTyping] = createSignal<ReadonlyMap<PeerId, ReadonlyMap<PeerId, Typist>>>(new Map())

/** Who types in a chat now, or in one topic of it. */
export const typingIn = (chat: PeerId, topic?: number): PeerId[] =>
  [...(typing().get(chat) ?? [])].flatMap(([user, t]) => (topic === undefined || t.topic === topic ? [user] : []))

function stop(chat: PeerId, user: PeerId): void {
  setTyping((old) => {
    if (!old.get(chat)?.has(user)) return old
    const users = new Map(old.get(chat))
    users.delete(user)
    return new Map(old).set(chat, users)
  })
}

on('typing', ({ chat, topic, user, until }) => {
  if (until === 0) {
    stop(chat, user)
    return
  }
  setTyping((old) => new Map(old).set(chat, new Map(old.get(chat)).set(user, { until, topic: topic ?? general })))
  setTimeout(() => {
    if ((typing().get(chat)?.get(user)?.until ?? 0) <= until) stop(chat, user)
  }, until * 1000 - Date.now())
})
on('message', (m) => stop(m.chat, m.from))
