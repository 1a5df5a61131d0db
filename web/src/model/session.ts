import type { PeerId } from './peer'

/** Who uses this browser. */
export type Account =
  | { readonly state: 'starting' }
  /** Nobody. why is missing where nobody was; waits says that messages wait here for whoever wrote them. */
  | { readonly state: 'signedOut'; readonly why?: 'asked' | 'ended' | 'cleared'; readonly waits: boolean }
  | { readonly state: 'signedIn'; readonly self: PeerId }

export type Connection = 'connecting' | 'updating' | 'online' | 'offline'

/** What /server.json says. */
export interface ServerInfo {
  readonly name: string
  readonly build: string
  readonly dc: number
  readonly signUp: 'open' | 'invite' | 'closed'
  readonly claimed: boolean
  readonly dev: boolean
  readonly links: string
  readonly push: string
  /** For how many days it can be checked that a reported message of a secret chat was sent; 0 is never. */
  readonly secretReportDays: number
  readonly key: { readonly pem: string }
}

/** Where a sign-in code went. */
export interface CodeSent {
  readonly by: 'app' | 'sms' | 'call' | 'email' | 'other'
  readonly length: number
  /** After how many seconds another one may be asked for; undefined is never. */
  readonly again?: number
}

/** What the operator wants people to agree to before they sign up. */
export interface Terms {
  readonly id: string
  readonly text: string
  /** How old one must be; 0 is any age. */
  readonly age: number
}

/** What comes next on the way in. recovery says that a forgotten password can be got around by e-mail. */
export type SignIn =
  | { readonly next: 'done' }
  | { readonly next: 'password'; readonly hint: string; readonly recovery: boolean }
  | { readonly next: 'name'; readonly terms?: Terms }

/** A code by which another device lets this one in, until expires (seconds since 1970). */
export interface LoginToken {
  readonly next: 'scan'
  readonly token: string
  readonly expires: number
}

/** A country, and what phone numbers of it begin with. */
export interface Country {
  readonly iso: string
  readonly name: string
  readonly code: string
}
