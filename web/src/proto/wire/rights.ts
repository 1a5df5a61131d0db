import type { tl } from '@mtcute/core'
import type { AdminRight, Ban } from '../../model/group'

const admin: readonly AdminRight[] = [
  'changeInfo', 'postMessages', 'editMessages', 'deleteMessages', 'banUsers', 'inviteUsers', 'pinMessages', 'addAdmins', 'anonymous', 'manageTopics',
]

const banned: readonly Ban[] = [
  'viewMessages', 'sendMessages', 'sendPlain', 'sendMedia', 'sendPhotos', 'sendVideos', 'sendRoundvideos', 'sendAudios', 'sendVoices', 'sendDocs',
  'sendStickers', 'sendGifs', 'sendGames', 'sendInline', 'embedLinks', 'sendPolls', 'sendReactions', 'changeInfo', 'inviteUsers', 'pinMessages', 'manageTopics',
]

export const rightsOf = (r: tl.RawChatAdminRights | undefined): AdminRight[] | undefined => r && admin.filter((name) => r[name] === true)

export const bansOf = (b: tl.RawChatBannedRights | undefined): Ban[] => (b ? banned.filter((name) => b[name] === true) : [])

/** "For ever" is the largest number there. */
export const untilOf = (b: tl.RawChatBannedRights | undefined): number => (!b || b.untilDate >= 0x7fffffff ? 0 : b.untilDate)

export function rightsToTl(rights: readonly AdminRight[]): tl.RawChatAdminRights {
  return { _: 'chatAdminRights', ...Object.fromEntries(rights.map((r) => [r, true])) }
}

export function bansToTl(bans: readonly Ban[], until: number): tl.RawChatBannedRights {
  return { _: 'chatBannedRights', untilDate: until, ...Object.fromEntries(bans.map((b) => [b, true])) }
}
