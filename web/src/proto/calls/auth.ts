import type { tl } from '@mtcute/core'
import type { CodeSent, SignIn } from '../../model/session'
import { Refused } from '../failure'
import type { Session } from '../session'
import { signedIn, signedOut } from '../account'

const ways: Record<string, CodeSent['by']> = {
  'auth.sentCodeTypeApp': 'app',
  'auth.sentCodeTypeSms': 'sms',
  'auth.sentCodeTypeCall': 'call',
  'auth.sentCodeTypeEmailCode': 'email',
}

/** Asks for a code to be sent to whoever has the number. */
export async function sendCode(s: Session, args: { phone: string }): Promise<CodeSent> {
  const phone = args.phone.replace(/[^0-9]/g, '')
  const { id, hash } = await s.client.getApiCredentials()
  const sent = await s.call({ _: 'auth.sendCode', phoneNumber: phone, apiId: id, apiHash: hash, settings: { _: 'codeSettings' } })
  if (sent._ !== 'auth.sentCode') throw new Refused('PHONE_NUMBER_INVALID')
  s.phone = phone
  s.codeHash = sent.phoneCodeHash
  return { by: ways[sent.type._] ?? 'other', length: 'length' in sent.type ? sent.type.length : 5 }
}

export async function signIn(s: Session, args: { code: string }): Promise<SignIn> {
  try {
    return await arrive(s, await s.call({ _: 'auth.signIn', phoneNumber: s.phone, phoneCodeHash: s.codeHash, phoneCode: args.code.trim() }))
  } catch (e) {
    if (Refused.of(e).text !== 'SESSION_PASSWORD_NEEDED') throw e
    const { hint } = await s.call({ _: 'account.getPassword' })
    return { next: 'password', hint: hint ?? '' }
  }
}

export async function checkPassword(s: Session, args: { password: string }): Promise<SignIn> {
  const request = await s.call({ _: 'account.getPassword' })
  const password = await s.client.computeSrpParams(request, args.password)
  return arrive(s, await s.call({ _: 'auth.checkPassword', password }))
}

export async function signUp(s: Session, args: { firstName: string; lastName: string }): Promise<SignIn> {
  return arrive(s, await s.call({
    _: 'auth.signUp', phoneNumber: s.phone, phoneCodeHash: s.codeHash, firstName: args.firstName.trim(), lastName: args.lastName.trim(),
  }))
}

export async function signOut(s: Session, _: Record<string, never>): Promise<void> {
  await s.call({ _: 'auth.logOut' })
  await signedOut(s, { ended: false })
}

async function arrive(s: Session, auth: tl.auth.TypeAuthorization): Promise<SignIn> {
  if (auth._ === 'auth.authorizationSignUpRequired') return { next: 'name', terms: auth.termsOfService?.text ?? '' }
  await signedIn(s, auth)
  return { next: 'done' }
}

/** Tells others whether somebody looks at the app. */
export async function setOnline(s: Session, args: { online: boolean }): Promise<void> {
  if (s.self !== 0) await s.call({ _: 'account.updateStatus', offline: !args.online })
}
