import { tl } from '@mtcute/core'
import type { Failure } from './api'

/** What the server says when a session was ended from elsewhere. */
export const ended = /^(AUTH_KEY_UNREGISTERED|SESSION_REVOKED|SESSION_EXPIRED|USER_DEACTIVATED|AUTH_KEY_INVALID)/

/** What the server, or we in its place, refused: its word for it. */
export class Refused extends Error implements Failure {
  /** number is what stood at the end of the word: EMAIL_UNCONFIRMED_6. */
  constructor(readonly text: string, readonly seconds?: number, readonly number?: number) {
    super(text)
  }

  static of(e: unknown): Refused {
    if (e instanceof Refused) return e
    if (tl.RpcError.is(e)) {
      const seconds = 'seconds' in e && typeof e.seconds === 'number' ? e.seconds : undefined
      const number = /_(\d+)$/.exec(e.text)?.[1]
      return new Refused(e.text.replace(/_(%d|\d+)$/, ''), seconds, number === undefined ? undefined : Number(number))
    }
    if (e instanceof DOMException && e.name === 'QuotaExceededError') return new Refused('DEVICE_FULL')
    return new Refused(e instanceof Error ? `APP: ${e.message}` : 'APP')
  }
}
