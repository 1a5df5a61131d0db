import type { PeerId } from './peer'

/** What somebody says of themselves beside their name. */
export interface About {
  readonly bio: string
  readonly birthday?: Birthday
}

export interface Birthday {
  readonly day: number
  readonly month: number
  /** Not everybody tells it. */
  readonly year?: number
}

/** What a person decides who may see or do. */
export const privacyKeys = ['lastSeen', 'phone', 'findByPhone', 'photo', 'bio', 'birthday', 'forwards', 'groups'] as const

export type PrivacyKey = (typeof privacyKeys)[number]

export interface Privacy {
  readonly who: 'everybody' | 'contacts' | 'nobody'
  /** Whom the rule does not hold for. */
  readonly always: readonly PeerId[]
  readonly never: readonly PeerId[]
}

/** What holds for everybody alike. */
export interface GlobalPrivacy {
  /** Who is not a contact cannot begin a conversation. */
  readonly contactsOnly: boolean
  /** Others are not told when their messages were read, and neither is the person. */
  readonly hideReadTime: boolean
  readonly archiveStrangers: boolean
}

/** Two-step verification as it stands. */
export interface Password {
  readonly on: boolean
  readonly hint: string
  readonly recovery: boolean
  /** A recovery address that its owner has not confirmed yet, mostly stars. */
  readonly unconfirmed?: string
}

export interface Device {
  readonly id: string
  readonly current: boolean
  /** Who it is of the browser or phone: "Firefox 140". */
  readonly model: string
  readonly system: string
  readonly app: string
  readonly ip: string
  readonly country: string
  /** Seconds since 1970. */
  readonly created: number
  readonly active: number
}

export interface Devices {
  readonly all: readonly Device[]
  /** After so many days of absence a device is signed out. */
  readonly endAfterDays: number
}

/** Of which conversations one is notified. */
export const notifyKinds = ['people', 'groups', 'channels'] as const

export type NotifyKind = (typeof notifyKinds)[number]

export interface Notify {
  readonly on: boolean
  readonly previews: boolean
  readonly sound: boolean
}

/** What a person's page shows beside what the list knows of them. */
export interface PersonAbout extends About {
  readonly blocked: boolean
  readonly note: string
}
