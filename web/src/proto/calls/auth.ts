import type { tl } from '@mtcute/core'
import type { CodeSent, Country, LoginToken, SignIn } from '../../model/session'
import { signedIn, signedOut } from '../account'
import { Refused } from '../failure'
import type { Session } from '../session'
import { textToBytes, bytesToText } from '../wire/base64'

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
  s.phone = phone
  return codeSent(s, sent)
}

/** Asks for it to be sent once more, another way if there is one. */
export async function resendCode(s: Session, _: Record<string, never>): Promise<CodeSent> {
  return codeSent(s, await s.call({ _: 'auth.resendCode', phoneNumber: s.phone, phoneCodeHash: s.codeHash }))
}

/** The person wants no code any more. */
export async function cancelCode(s: Session, _: Record<string, never>): Promise<void> {
  await s.call({ _: 'auth.cancelCode', phoneNumber: s.phone, phoneCodeHash: s.codeHash })
}

function codeSent(s: Session, sent: tl.auth.TypeSentCode): CodeSent {
  if (sent._ !== 'auth.sentCode') throw new Refused('PHONE_NUMBER_INVALID')
  s.codeHash = sent.phoneCodeHash
  return {
    by: ways[sent.type._] ?? 'other',
    length: 'length' in sent.type ? sent.type.length : 5,
    again: sent.nextType ? (sent.timeout ?? 60) : undefined,
  }
}

export async function signIn(s: Session, args: { code: string }): Promise<SignIn> {
  return orPassword(s, async () =>
    arrive(s, await s.call({ _: 'auth.signIn', phoneNumber: s.phone, phoneCodeHash: s.codeHash, phoneCode: args.code.trim() })))
}

export async function checkPassword(s: Session, args: { password: string }): Promise<SignIn> {
  const request = await s.call({ _: 'account.getPassword' })
  const password = await s.client.computeSrpParams(request, args.password)
  return arrive(s, await s.call({ _: 'auth.checkPassword', password }))
}

/** Mails a code to somebody who forgot the password; answers with enough of the address for its owner to know it. */
export async function askRecovery(s: Session, _: Record<string, never>): Promise<string> {
  return (await s.call({ _: 'auth.requestPasswordRecovery' })).emailPattern
}

/** Takes the password away with the mailed code, and lets its owner in. */
export async function recoverPassword(s: Session, args: { code: string }): Promise<SignIn> {
  return arrive(s, await s.call({ _: 'auth.recoverPassword', code: args.code.trim() }))
}

export async function signUp(s: Session, args: { firstName: string; lastName: string; terms?: string }): Promise<SignIn> {
  const next = await arrive(s, await s.call({
    _: 'auth.signUp', phoneNumber: s.phone, phoneCodeHash: s.codeHash, firstName: args.firstName.trim(), lastName: args.lastName.trim(),
  }))
  if (args.terms !== undefined) await s.call({ _: 'help.acceptTermsOfService', id: { _: 'dataJSON', data: args.terms } })
  return next
}

export async function signOut(s: Session, _: Record<string, never>): Promise<void> {
  await s.call({ _: 'auth.logOut' })
  await signedOut(s, { ended: false })
}

/** A code for another device to scan; once one has agreed, the next call signs in. */
export async function getLoginToken(s: Session, _: Record<string, never>): Promise<SignIn | LoginToken> {
  const { id, hash } = await s.client.getApiCredentials()
  return orPassword(s, async () => {
    const answer = await s.call({ _: 'auth.exportLoginToken', apiId: id, apiHash: hash, exceptIds: [] })
    if (answer._ === 'auth.loginToken') return { next: 'scan', token: bytesToText(answer.token), expires: answer.expires }
    if (answer._ === 'auth.loginTokenSuccess') return arrive(s, answer.authorization)
    throw new Refused('AUTH_TOKEN_EXPIRED')
  })
}

/** Lets the device in that shows a code; answers what it calls itself. */
export async function acceptLoginToken(s: Session, args: { token: string }): Promise<string> {
  const a = await s.call({ _: 'auth.acceptLoginToken', token: textToBytes(args.token) })
  return `${a.deviceModel}, ${a.systemVersion || a.platform}`
}

/** What phone numbers begin with, by country. */
export async function getCountries(s: Session, _: Record<string, never>): Promise<readonly Country[]> {
  const answer = await s.call({ _: 'help.getCountriesList', langCode: '', hash: 0 })
  if (answer._ !== 'help.countriesList') return []
  return answer.countries.flatMap((c) =>
    c.countryCodes.flatMap(({ countryCode, prefixes }) =>
      (prefixes ?? ['']).map((p) => ({ iso: c.iso2, name: c.defaultName, code: countryCode + p }))))
}

async function orPassword<T>(s: Session, fn: () => Promise<T>): Promise<T | SignIn> {
  try {
    return await fn()
  } catch (e) {
    if (Refused.of(e).text !== 'SESSION_PASSWORD_NEEDED') throw e
    const { hint, hasRecovery } = await s.call({ _: 'account.getPassword' })
    return { next: 'password', hint: hint ?? '', recovery: hasRecovery === true }
  }
}

async function arrive(s: Session, auth: tl.auth.TypeAuthorization): Promise<SignIn> {
  if (auth._ === 'auth.authorizationSignUpRequired') {
    const t = auth.termsOfService
    return { next: 'name', terms: t && { id: t.id.data, text: t.text, age: t.minAgeConfirm ?? 0 } }
  }
  await signedIn(s, auth)
  return { next: 'done' }
}

/** Tells others whether somebody looks at the app. */
export async function setOnline(s: Session, args: { online: boolean }): Promise<void> {
  if (s.self !== 0) await s.call({ _: 'account.updateStatus', offline: !args.online })
}
