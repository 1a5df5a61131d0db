import type { PeerId } from './peer'

/** Who uses this browser. */
export type Account =
  | { readonly state: 'starting' }
  /** ended says that it was not done here. */
  | { readonly state: 'signedOut'; readonly ended?: boolean }
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
  readonly key: { readonly pem: string }
}

/** Where a sign-in code went. */
export interface CodeSent {
  readonly by: 'app' | 'sms' | 'call' | 'email' | 'other'
  readonly length: number
}

export type SignIn = { readonly next: 'done' } | { readonly next: 'password'; readonly hint: string } | { readonly next: 'name'; readonly terms: string }
