import { createSignal } from 'solid-js'
import type { PeerId } from '../model/peer'
import type { Account, Connection } from '../model/session'
import { on } from './link'

const [account, setAccount] = createSignal<Account>({ state: 'starting' })
const [connection, setConnection] = createSignal<Connection>('connecting')
const [trouble, setTrouble] = createSignal('')
const [full, setFull] = createSignal(false)

// Only whether there was somebody: with it the right page is painted before the worker has looked. Keys are in its database.
const mark = 'signedIn'

on('account', (a) => {
  if (a.state === 'signedIn') localStorage.setItem(mark, '1')
  if (a.state === 'signedOut') localStorage.removeItem(mark)
  setAccount(a)
})
on('connection', (c) => {
  setConnection(c)
  if (c === 'online') setTrouble('')
})
on('trouble', (t) => setTrouble(t.text))
on('full', setFull)

export { account, connection, full, trouble }

export const wasSignedIn = (): boolean => localStorage.getItem(mark) !== null

/** Why somebody who was here is no more, if they did not ask for it. */
export function wasEnded(): 'ended' | 'cleared' | undefined {
  const a = account()
  return a.state === 'signedOut' && a.why !== 'asked' ? a.why : undefined
}

/** Whether something that was written here waits for its author to sign in again. */
export function somethingWaits(): boolean {
  const a = account()
  return a.state === 'signedOut' && a.waits
}

/** Our own id; 0 when nobody is signed in. */
export function self(): PeerId {
  const a = account()
  return a.state === 'signedIn' ? a.self : 0
}
