import type { tl } from '@mtcute/core'
import type { Session } from './session'

/** Follows updates from now on, and tells the pages who they are. */
export async function signedIn(s: Session, auth: tl.auth.TypeAuthorization): Promise<void> {
  const user = await s.client.notifyLoggedIn(auth)
  await s.outbox.take(user.id)
  s.learn({ users: [user], chats: [] })
  await resume(s, user.id)
  void s.outbox.run()
}

/** The same for somebody who was signed in when the worker started. */
export async function resume(s: Session, self: number): Promise<void> {
  s.self = self
  s.emit('account', { state: 'signedIn', self })
  await s.client.startUpdatesLoop()
  void s.secrets.resume().catch(() => {}) // with the next difference
  s.learn({ users: await s.call({ _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] }), chats: [] })
}

/**
 * Forgets everything of the person. If the session was ended from elsewhere, what they wrote and nobody has got yet stays, and whom it
 * is for: it goes out when the same person signs in again, and goes when another one does.
 */
export async function signedOut(s: Session, how: { ended: boolean }): Promise<void> {
  if (s.self === 0) return
  s.self = 0
  await s.secrets.stop(s)
  await s.client.notifyLoggedOut()
  if (!how.ended) await s.outbox.clear()
  const waits = await s.outbox.left()
  await s.storage.peers.keepOnly(waits)
  await s.storage.refMessages.deleteAll()
  s.emit('account', { state: 'signedOut', why: how.ended ? 'ended' : 'asked', waits: waits.size > 0 })
}

/** How long the server may take to forget a device that nobody will use again, in milliseconds. */
const farewell = 3000

/** The browser threw the database away. The keys that are left die with this client, so the server is told to forget them now. */
export async function cleared(s: Session): Promise<void> {
  s.secrets.halt()
  if (s.self !== 0) {
    s.self = 0
    s.emit('account', { state: 'signedOut', why: 'cleared', waits: false })
    const gone = s.call({ _: 'auth.logOut' }).catch(() => {}) // without a connection it stays in the list of devices
    await Promise.race([gone, new Promise((late) => setTimeout(late, farewell))])
  }
  await s.client.destroy()
}
