import { batch, createSignal } from 'solid-js'
import type { SecretChat, SecretLock } from '../model/secret'
import { account } from './account'
import { call, on } from './link'

/** The secret chats of this device, as the list shows them. What was said in them is in secretLog.ts. */

const [all, setAll] = createSignal<ReadonlyMap<number, SecretChat>>(new Map())
const [lock, setLock] = createSignal<SecretLock>('none')
const [typing, setTyping] = createSignal<ReadonlyMap<number, number>>(new Map())

export { all as secrets, lock as secretLock }

export const secretChat = (id: number): SecretChat | undefined => all().get(id)

export const secretTyping = (id: number): boolean => typing().has(id)

export async function loadSecrets(): Promise<void> {
  const { chats, lock } = await call('getSecrets', {})
  batch(() => {
    setLock(lock)
    setAll(new Map(chats.map((c) => [c.id, c])))
  })
}

function drop(id: number): void {
  setAll((old) => {
    const map = new Map(old)
    map.delete(id)
    return map
  })
}

on('secretChat', (c) => setAll((old) => new Map(old).set(c.id, c)))
on('secretForgotten', ({ chat }) => drop(chat))
on('secretLock', (l) => {
  batch(() => {
    setLock(l)
    if (l === 'locked') setAll(new Map())
  })
})
on('secretTyping', ({ chat, until }) => {
  setTyping((old) => {
    const map = new Map(old)
    until > 0 ? map.set(chat, until) : map.delete(chat)
    return map
  })
  if (until > 0) {
    setTimeout(() => {
      if ((typing().get(chat) ?? 0) <= until) setTyping((old) => new Map([...old].filter(([id]) => id !== chat)))
    }, until * 1000 - Date.now())
  }
})
on('secretMessage', (m) => {
  if (!m.out) setTyping((old) => (old.has(m.chat) ? new Map([...old].filter(([id]) => id !== m.chat)) : old))
})
on('account', () => {
  if (account().state === 'signedIn') return
  batch(() => {
    setAll(new Map())
    setLock('none')
  })
})
