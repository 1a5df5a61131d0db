import { Long } from '@mtcute/core'
import type { Devices } from '../../model/settings'
import type { Session } from '../session'

export async function getDevices(s: Session, _: Record<string, never>): Promise<Devices> {
  const answer = await s.call({ _: 'account.getAuthorizations' })
  return {
    endAfterDays: answer.authorizationTtlDays,
    all: answer.authorizations.map((a) => ({
      id: a.hash.toString(), current: a.current === true, model: a.deviceModel, system: a.systemVersion || a.platform,
      // "App 1" is what the server calls who gave it no name.
      app: `${/^App \d+$/.test(a.appName) ? '' : a.appName} ${a.appVersion}`.trim(), ip: a.ip, country: a.country, created: a.dateCreated, active: a.dateActive,
    })),
  }
}

export async function endDevice(s: Session, args: { id: string }): Promise<void> {
  await s.call({ _: 'account.resetAuthorization', hash: Long.fromString(args.id) })
}

export async function endOtherDevices(s: Session, _: Record<string, never>): Promise<void> {
  await s.call({ _: 'auth.resetAuthorizations' })
}

export async function saveDeviceDays(s: Session, args: { days: number }): Promise<void> {
  await s.call({ _: 'account.setAuthorizationTTL', authorizationTtlDays: args.days })
}
