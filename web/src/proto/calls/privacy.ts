import { getMarkedPeerId, type tl } from '@mtcute/core'
import type { PeerId } from '../../model/peer'
import type { GlobalPrivacy, Privacy, PrivacyKey } from '../../model/settings'
import type { Session } from '../session'

const keys: Record<PrivacyKey, tl.TypeInputPrivacyKey['_']> = {
  lastSeen: 'inputPrivacyKeyStatusTimestamp',
  phone: 'inputPrivacyKeyPhoneNumber',
  findByPhone: 'inputPrivacyKeyAddedByPhone',
  photo: 'inputPrivacyKeyProfilePhoto',
  bio: 'inputPrivacyKeyAbout',
  birthday: 'inputPrivacyKeyBirthday',
  forwards: 'inputPrivacyKeyForwards',
  groups: 'inputPrivacyKeyChatInvite',
}

export async function getPrivacy(s: Session, args: { key: PrivacyKey }): Promise<Privacy> {
  return rulesOf((await s.call({ _: 'account.getPrivacy', key: { _: keys[args.key] } })).rules)
}

export async function savePrivacy(s: Session, args: { key: PrivacyKey; privacy: Privacy }): Promise<Privacy> {
  const { who, always, never } = args.privacy
  const rules: tl.TypeInputPrivacyRule[] = []
  if (never.length > 0) rules.push({ _: 'inputPrivacyValueDisallowUsers', users: await Promise.all(never.map((id) => s.user(id))) })
  if (always.length > 0) rules.push({ _: 'inputPrivacyValueAllowUsers', users: await Promise.all(always.map((id) => s.user(id))) })
  if (who === 'contacts') rules.push({ _: 'inputPrivacyValueAllowContacts' })
  rules.push(who === 'everybody' ? { _: 'inputPrivacyValueAllowAll' } : { _: 'inputPrivacyValueDisallowAll' })
  return rulesOf((await s.call({ _: 'account.setPrivacy', key: { _: keys[args.key] }, rules })).rules)
}

function rulesOf(rules: readonly tl.TypePrivacyRule[]): Privacy {
  const has = (name: tl.TypePrivacyRule['_']): boolean => rules.some((r) => r._ === name)
  const users = (name: 'privacyValueAllowUsers' | 'privacyValueDisallowUsers'): PeerId[] =>
    rules.flatMap((r) => (r._ === name && 'users' in r ? r.users : []))
  return {
    who: has('privacyValueAllowAll') ? 'everybody' : has('privacyValueAllowContacts') ? 'contacts' : 'nobody',
    always: users('privacyValueAllowUsers'),
    never: users('privacyValueDisallowUsers'),
  }
}

export async function getGlobalPrivacy(s: Session, _: Record<string, never>): Promise<GlobalPrivacy> {
  return globalOf(await s.call({ _: 'account.getGlobalPrivacySettings' }))
}

export async function saveGlobalPrivacy(s: Session, args: GlobalPrivacy): Promise<GlobalPrivacy> {
  const old = await s.call({ _: 'account.getGlobalPrivacySettings' })
  return globalOf(await s.call({
    _: 'account.setGlobalPrivacySettings',
    settings: {
      ...old, _: 'globalPrivacySettings', newNoncontactPeersRequirePremium: args.contactsOnly, hideReadMarks: args.hideReadTime,
      archiveAndMuteNewNoncontactPeers: args.archiveStrangers,
    },
  }))
}

const globalOf = (g: tl.TypeGlobalPrivacySettings): GlobalPrivacy => ({
  contactsOnly: g.newNoncontactPeersRequirePremium === true,
  hideReadTime: g.hideReadMarks === true,
  archiveStrangers: g.archiveAndMuteNewNoncontactPeers === true,
})

export async function getBlocked(s: Session, _: Record<string, never>): Promise<readonly PeerId[]> {
  const all: PeerId[] = []
  for (;;) {
    const page = await s.call({ _: 'contacts.getBlocked', offset: all.length, limit: 100 })
    all.push(...page.blocked.map((b) => getMarkedPeerId(b.peerId)))
    if (page._ === 'contacts.blocked' || page.blocked.length === 0 || all.length >= page.count) return all
  }
}

export async function block(s: Session, args: { id: PeerId; blocked: boolean }): Promise<void> {
  const id = await s.peer(args.id)
  await s.call(args.blocked ? { _: 'contacts.block', id } : { _: 'contacts.unblock', id })
  s.emit('blocked', { id: args.id, blocked: args.blocked })
}
