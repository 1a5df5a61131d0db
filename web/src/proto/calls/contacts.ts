import { Long } from '@mtcute/core'
import type { PeerId } from '../../model/peer'
import type { Session } from '../session'

/** Puts whoever has a phone number into the address book; nobody is undefined. */
export async function addByPhone(s: Session, args: { phone: string; firstName: string; lastName: string }): Promise<PeerId | undefined> {
  const answer = await s.call({
    _: 'contacts.importContacts',
    contacts: [{
      _: 'inputPhoneContact', clientId: Long.ONE, phone: args.phone.replace(/[^0-9]/g, ''),
      firstName: args.firstName.trim(), lastName: args.lastName.trim(),
    }],
  })
  s.emit('contacts', null)
  return answer.imported[0]?.userId
}

/** Gives somebody a name in the address book; who is not in it comes into it. */
export async function saveContact(s: Session, args: { id: PeerId; firstName: string; lastName: string; sharePhone?: boolean }): Promise<void> {
  await s.change({
    _: 'contacts.addContact', id: await s.user(args.id), firstName: args.firstName.trim(), lastName: args.lastName.trim(), phone: '',
    addPhonePrivacyException: args.sharePhone,
  })
  s.emit('contacts', null)
}

export async function deleteContact(s: Session, args: { id: PeerId }): Promise<void> {
  await s.change({ _: 'contacts.deleteContacts', id: [await s.user(args.id)] })
  s.emit('contacts', null)
}

/** What we note of somebody, for us alone. */
export async function saveNote(s: Session, args: { id: PeerId; note: string }): Promise<void> {
  await s.call({
    _: 'contacts.updateContactNote', id: await s.user(args.id), note: { _: 'textWithEntities', text: args.note.trim(), entities: [] },
  })
}
