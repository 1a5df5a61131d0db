import type { tl } from '@mtcute/core'
import { write } from '../base/idb'
import type { Session } from './session'

/** Follows updates from now on, and tells the pages who they are. */
export async function signedIn(s: Session, auth: tl.auth.TypeAuthorization): Promise<void> {
  const user = await s.client.notifyLoggedIn(auth)
  s.learn({ users: [user], chats: [] })
  await resume(s, user.id)
}

/** The same for somebody who was signed in when the worker started. */
export async function resume(s: Session, self: number): Promise<void> {
  s.self = self
  s.emit('account', { state: 'signedIn', self })
  await s.client.startUpdatesLoop()
  s.learn({ users: await s.call({ _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] }), chats: [] })
}

/** Forgets everything of the person. */
export async function signedOut(s: Session, how: { ended: boolean }): Promise<void> {
  if (s.self === 0) return
  s.self = 0
  await s.client.notifyLoggedOut()
  await s.storage.peers.deleteAll()
  await s.storage.refMessages.deleteAll()
  await write(await s.storage.driver.db, ['outbox'], (tx) => tx.objectStore('outbox').clear())
  s.emit('account', { state: 'signedOut', ended: how.ended })
}
