import { lazy, type Component } from 'solid-js'
import type { PeerId } from '../../model/peer'

/** What the column beside a conversation shows, by its name in the address. A feature adds a line. */
export const infos: Record<string, Component<{ id: PeerId }>> = {
  scheduled: lazy(async () => ({ default: (await import('../scheduled/Scheduled')).Scheduled })),
  media: lazy(async () => ({ default: (await import('../shared/Shared')).Shared })),
  group: lazy(async () => ({ default: (await import('../group/GroupInfo')).GroupInfo })),
  groupEdit: lazy(async () => ({ default: (await import('../group/EditGroup')).EditGroup })),
  groupAdmins: lazy(async () => ({ default: (await import('../group/MemberPages')).Admins })),
  groupRestricted: lazy(async () => ({ default: (await import('../group/MemberPages')).Restricted })),
  groupRemoved: lazy(async () => ({ default: (await import('../group/MemberPages')).Removed })),
  groupAdd: lazy(async () => ({ default: (await import('../group/AddPeople')).AddPeople })),
  groupMay: lazy(async () => ({ default: (await import('../group/Permissions')).Permissions })),
  groupLinks: lazy(async () => ({ default: (await import('../group/Invites')).Invites })),
  groupRequests: lazy(async () => ({ default: (await import('../group/Requests')).Requests })),
  groupLog: lazy(async () => ({ default: (await import('../group/Log')).Log })),
  groupReactions: lazy(async () => ({ default: (await import('../group/ReactionsPage')).ReactionsPage })),
  groupStats: lazy(async () => ({ default: (await import('../group/Statistics')).Statistics })),
  comments: lazy(async () => ({ default: (await import('../thread/Comments')).Comments })),
  person: lazy(async () => ({ default: (await import('../contacts/PersonInfo')).PersonInfo })),
}
