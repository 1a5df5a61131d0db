import type { tl } from '@mtcute/core'
import type { About, Birthday, PersonAbout } from '../../model/settings'
import type { PeerId } from '../../model/peer'
import { Refused } from '../failure'
import type { Session } from '../session'

/** What we say of ourselves. */
export async function getAbout(s: Session, _: Record<string, never>): Promise<About> {
  const { fullUser } = await s.call({ _: 'users.getFullUser', id: { _: 'inputUserSelf' } })
  return aboutOf(fullUser)
}

/** What somebody says of themselves, and how we stand to them. */
export async function getPerson(s: Session, args: { id: PeerId }): Promise<PersonAbout> {
  const { fullUser } = await s.call({ _: 'users.getFullUser', id: await s.user(args.id) })
  return { ...aboutOf(fullUser), blocked: fullUser.blocked === true, note: fullUser.note?.text ?? '' }
}

export async function saveName(s: Session, args: { firstName: string; lastName: string; bio: string }): Promise<void> {
  const { firstName, lastName, bio } = args
  await s.call({ _: 'account.updateProfile', firstName: firstName.trim(), lastName: lastName.trim(), about: bio.trim() })
  await self(s)
}

export async function saveBirthday(s: Session, args: { birthday?: Birthday }): Promise<void> {
  await s.call({ _: 'account.updateBirthday', birthday: args.birthday && { _: 'birthday', ...args.birthday } })
}

/** Whether a username could be taken: the server's word for why not, '' if so. */
export async function checkUsername(s: Session, args: { username: string }): Promise<string> {
  try {
    return (await s.call({ _: 'account.checkUsername', username: args.username })) ? '' : 'USERNAME_OCCUPIED'
  } catch (e) {
    const { text } = Refused.of(e)
    if (text.startsWith('USERNAME_')) return text
    throw e
  }
}

export async function saveUsername(s: Session, args: { username: string }): Promise<void> {
  try {
    await s.call({ _: 'account.updateUsername', username: args.username })
  } catch (e) {
    if (Refused.of(e).text !== 'USERNAME_NOT_MODIFIED') throw e
  }
  await self(s)
}

/** Has the pages told how we look now. */
async function self(s: Session): Promise<void> {
  s.learn({ users: await s.call({ _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] }), chats: [] })
}

function aboutOf(u: tl.RawUserFull): About {
  const b = u.birthday
  return { bio: u.about ?? '', birthday: b && { day: b.day, month: b.month, year: b.year } }
}
