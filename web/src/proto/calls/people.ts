import { getMarkedPeerId, Long } from '@mtcute/core'
import type { PeerId } from '../../model/peer'
import { Refused } from '../failure'
import type { Session } from '../session'

/** Looks for people by a phone number, a username or words of a name. Those whom the person knows come first. */
export async function findPeople(s: Session, args: { query: string }): Promise<readonly PeerId[]> {
  const query = args.query.trim()
  if (/^\+?[0-9 ()-]{5,}$/.test(query)) {
    try {
      const found = await s.call({ _: 'contacts.resolvePhone', phone: query.replace(/[^0-9]/g, '') })
      return [getMarkedPeerId(found.peer)]
    } catch (e) {
      if (Refused.of(e).text === 'PHONE_NOT_OCCUPIED') return []
      throw e
    }
  }
  if (query === '') return []
  const found = await s.call({ _: 'contacts.search', q: query.replace(/^@/, ''), limit: 30 })
  return [...new Set([...found.myResults, ...found.results].map((p) => getMarkedPeerId(p)))]
}

/** The address book. */
export async function getContacts(s: Session, _: Record<string, never>): Promise<readonly PeerId[]> {
  const answer = await s.call({ _: 'contacts.getContacts', hash: Long.ZERO })
  return answer._ === 'contacts.contacts' ? answer.contacts.map((c) => c.userId) : []
}

/** Who has a username; nobody is undefined. */
export async function resolveUsername(s: Session, args: { username: string }): Promise<PeerId | undefined> {
  try {
    return getMarkedPeerId((await s.call({ _: 'contacts.resolveUsername', username: args.username })).peer)
  } catch (e) {
    if (/^USERNAME_/.test(Refused.of(e).text)) return undefined
    throw e
  }
}

/** How many names are looked at, at most: descriptions are short, and lookups are few. */
const looked = 3

/** The first of some usernames that is a person's; nobody is undefined. */
export async function findPerson(s: Session, args: { usernames: readonly string[] }): Promise<PeerId | undefined> {
  for (const username of args.usernames.slice(0, looked)) {
    try {
      const { peer, users } = await s.call({ _: 'contacts.resolveUsername', username })
      const user = users.find((u) => u._ === 'user' && peer._ === 'peerUser' && u.id === peer.userId)
      if (user?._ === 'user' && !user.bot && !user.deleted) return user.id
    } catch (e) {
      if (!/^USERNAME_/.test(Refused.of(e).text)) throw e
    }
  }
  return undefined
}
