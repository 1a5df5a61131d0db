import type { PeerId } from './peer'

/** What an admin may do, by the protocol's names. */
export type AdminRight =
  | 'changeInfo' | 'postMessages' | 'editMessages' | 'deleteMessages' | 'banUsers' | 'inviteUsers' | 'pinMessages' | 'addAdmins' | 'anonymous' | 'manageTopics'

/** What somebody, or everybody, may not do. */
export type Ban =
  | 'viewMessages' | 'sendMessages' | 'sendPlain' | 'sendMedia' | 'sendPhotos' | 'sendVideos' | 'sendRoundvideos' | 'sendAudios' | 'sendVoices' | 'sendDocs'
  | 'sendStickers' | 'sendGifs' | 'sendGames' | 'sendInline' | 'embedLinks' | 'sendPolls' | 'sendReactions' | 'changeInfo' | 'inviteUsers' | 'pinMessages' | 'manageTopics'

/** How somebody stands to a group or channel. */
export type Role = 'creator' | 'admin' | 'member' | 'restricted' | 'banned'

/** What lists of members there are. */
export type MemberKind = 'members' | 'admins' | 'restricted' | 'banned'

export interface Member {
  readonly id: PeerId
  readonly role: Role
  /** What is shown beside an admin's name instead of "admin". */
  readonly rank?: string
  readonly rights: readonly AdminRight[]
  readonly bans: readonly Ban[]
  /** When the bans end, in seconds since 1970; 0 is never. */
  readonly until: number
  /** Whether we may change what they may do. */
  readonly editable: boolean
}

/** What is known of a group or channel besides what stands in lists. */
export interface GroupFull {
  readonly id: PeerId
  readonly about: string
  readonly members: number
  readonly online: number
  readonly admins?: number
  readonly removed?: number
  readonly restricted?: number
  /** Whether we may see who is in it. */
  readonly seesMembers: boolean
  /** The discussion group of a channel, or the channel of a discussion group. */
  readonly linked?: PeerId
  /** How long one waits between two messages, in seconds; 0 is not at all. */
  readonly slow: number
  /** When we may write again, in seconds since 1970; 0 is now. */
  readonly next: number
  readonly hiddenHistory: boolean
  /** As whom we write there, if not as ourselves. */
  readonly sendAs?: PeerId
  /** What people may react with; nothing if it is empty. */
  readonly reactions: 'all' | readonly string[]
  /** Whether we may see how it fares. */
  readonly seesStats?: boolean
  /** Our own invitation link. */
  readonly link?: string
  /** How many ask to be let in. */
  readonly requests: number
  readonly migratedFrom?: PeerId
  /** Who is in it, for groups that are told whole. */
  readonly all?: readonly Member[]
}

/** A link by which people come in. */
export interface Invite {
  readonly link: string
  readonly title: string
  readonly own: boolean
  readonly revoked: boolean
  /** The one that has no limits and is replaced when it is revoked. */
  readonly main: boolean
  readonly request: boolean
  /** Seconds since 1970; 0 is never. */
  readonly expires: number
  /** How many may come by it; 0 is any number. */
  readonly limit: number
  readonly used: number
  readonly waiting: number
}

/** What a link leads to, before one is in. */
export interface InvitePreview {
  readonly title: string
  readonly about: string
  readonly members: number
  readonly broadcast: boolean
  /** Admins let people in one by one. */
  readonly request: boolean
  readonly blur?: string
}

/** Something that an admin did. */
export interface LogEvent {
  readonly id: string
  readonly by: PeerId
  readonly date: number
  readonly kind:
    | 'title' | 'about' | 'name' | 'photo' | 'pinned' | 'unpinned' | 'edited' | 'deleted' | 'joined' | 'left' | 'invited' | 'admin' | 'banned' | 'defaults' | 'slow'
    | 'signatures' | 'history' | 'linked' | 'link' | 'joinedByLink' | 'joinedByRequest' | 'topicMade' | 'topicChanged' | 'topicGone' | 'topicPinned' | 'other'
  readonly person?: PeerId
  readonly text?: string
  readonly before?: string
}

/** What a link allows. */
export interface InviteRules {
  readonly title: string
  readonly expires: number
  readonly limit: number
  readonly request: boolean
}

/** Somebody who came by a link, or asks to be let in. */
export interface Importer {
  readonly user: PeerId
  readonly date: number
  readonly about: string
  readonly by?: PeerId
}

/** What admins turn on or off. */
export type GroupFlag = 'signatures' | 'hiddenHistory' | 'joinRequest' | 'noForwards' | 'joinToSend' | 'forum'

/** Lines over days, each with as many numbers as there are days. */
export interface Plot {
  /** When each day begins, in seconds since 1970. */
  readonly days: readonly number[]
  readonly lines: readonly (readonly number[])[]
}

/** A number, and what it was in the period before. */
export interface Compared {
  readonly now: number
  readonly before: number
}

/** How a group or channel fares. Plots are missing where nothing is counted. */
export interface Stats {
  readonly members: Compared
  /** Of a channel's post, on average. */
  readonly post?: { readonly views: Compared; readonly forwards: Compared; readonly reactions: Compared }
  /** Of a group. */
  readonly talk?: { readonly messages: Compared; readonly people: Compared }
  /** How many there were. */
  readonly growth?: Plot
  /** Who came, and who went. */
  readonly comings?: Plot
  /** How often posts were seen, and passed on. */
  readonly seen?: Plot
  /** How much was said. */
  readonly said?: Plot
  /** The latest posts. */
  readonly posts: readonly { readonly id: number; readonly views: number; readonly forwards: number; readonly reactions: number }[]
}
