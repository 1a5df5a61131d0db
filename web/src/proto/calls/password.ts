import type { tl } from '@mtcute/core'
import type { Password } from '../../model/settings'
import { signedOut } from '../account'
import { Refused } from '../failure'
import type { Session } from '../session'

/** Two-step verification. https://core.telegram.org/api/srp */

export async function getPassword(s: Session, _: Record<string, never>): Promise<Password> {
  const p = await s.call({ _: 'account.getPassword' })
  return { on: p.hasPassword === true, hint: p.hint ?? '', recovery: p.hasRecovery === true, unconfirmed: p.emailUnconfirmedPattern }
}

/**
 * Sets the password, or changes it. With an address for recovery it counts once a code that was mailed there is confirmed;
 * then the answer is the code's length, else 0.
 */
export async function savePassword(s: Session, args: { old: string; password: string; hint: string; email?: string }): Promise<number> {
  const now = await s.call({ _: 'account.getPassword' })
  const newPasswordHash = await s.client.computeNewPasswordHash(now.newAlgo, args.password)
  return updated(s, now, args.old, { newAlgo: now.newAlgo, newPasswordHash, hint: args.hint.trim(), email: args.email?.trim() || undefined })
}

/** Sets another address for recovery. Answers as savePassword. */
export async function saveRecovery(s: Session, args: { old: string; email: string }): Promise<number> {
  return updated(s, await s.call({ _: 'account.getPassword' }), args.old, { email: args.email.trim() })
}

export async function removePassword(s: Session, args: { old: string }): Promise<void> {
  await updated(s, await s.call({ _: 'account.getPassword' }), args.old, {
    newAlgo: { _: 'passwordKdfAlgoUnknown' }, newPasswordHash: new Uint8Array(), hint: '',
  })
}

async function updated(s: Session, now: tl.account.RawPassword, old: string, change: Omit<tl.account.RawPasswordInputSettings, '_'>): Promise<number> {
  const password: tl.TypeInputCheckPasswordSRP = now.hasPassword ? await s.client.computeSrpParams(now, old) : { _: 'inputCheckPasswordEmpty' }
  try {
    await s.call({ _: 'account.updatePasswordSettings', password, newSettings: { _: 'account.passwordInputSettings', ...change } })
    return 0
  } catch (e) {
    const { text, number } = Refused.of(e)
    if (text === 'EMAIL_UNCONFIRMED') return number ?? 6
    throw e
  }
}

export async function confirmRecovery(s: Session, args: { code: string }): Promise<void> {
  await s.call({ _: 'account.confirmPasswordEmail', code: args.code.trim() })
}

export async function resendRecovery(s: Session, _: Record<string, never>): Promise<void> {
  await s.call({ _: 'account.resendPasswordEmail' })
}

export async function cancelRecovery(s: Session, _: Record<string, never>): Promise<void> {
  await s.call({ _: 'account.cancelPasswordEmail' })
}

/** Deletes the account. Whoever has a password must prove it. */
export async function deleteAccount(s: Session, args: { password: string }): Promise<void> {
  const now = await s.call({ _: 'account.getPassword' })
  const password = now.hasPassword ? await s.client.computeSrpParams(now, args.password) : undefined
  await s.call({ _: 'account.deleteAccount', reason: 'web', password })
  await signedOut(s, { ended: false })
}

export async function getAccountDays(s: Session, _: Record<string, never>): Promise<number> {
  return (await s.call({ _: 'account.getAccountTTL' })).days
}

export async function saveAccountDays(s: Session, args: { days: number }): Promise<void> {
  await s.call({ _: 'account.setAccountTTL', ttl: { _: 'accountDaysTTL', days: args.days } })
}
