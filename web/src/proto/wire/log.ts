import { getMarkedPeerId, type tl } from '@mtcute/core'
import type { LogEvent } from '../../model/group'

const textOf = (m: tl.TypeMessage): string => (m._ === 'message' ? m.message : '')

const titleOf = (t: tl.TypeForumTopic): string => (t._ === 'forumTopic' ? t.title : '')

const personOf = (p: tl.TypeChannelParticipant): number => ('userId' in p ? p.userId : getMarkedPeerId(p.peer))

/** What an admin did, as the log tells it. https://core.telegram.org/type/ChannelAdminLogEventAction */
export function logEventOf(e: tl.RawChannelAdminLogEvent): LogEvent {
  return { id: e.id.toString(), by: e.userId, date: e.date, ...whatOf(e.action) }
}

function whatOf(a: tl.TypeChannelAdminLogEventAction): Pick<LogEvent, 'kind' | 'person' | 'text' | 'before'> {
  switch (a._) {
    case 'channelAdminLogEventActionChangeTitle':
      return { kind: 'title', text: a.newValue, before: a.prevValue }
    case 'channelAdminLogEventActionChangeAbout':
      return { kind: 'about', text: a.newValue, before: a.prevValue }
    case 'channelAdminLogEventActionChangeUsername':
      return { kind: 'name', text: a.newValue, before: a.prevValue }
    case 'channelAdminLogEventActionChangePhoto':
      return { kind: 'photo' }
    case 'channelAdminLogEventActionUpdatePinned':
      return { kind: a.message._ === 'message' && a.message.pinned ? 'pinned' : 'unpinned', text: textOf(a.message) }
    case 'channelAdminLogEventActionEditMessage':
      return { kind: 'edited', text: textOf(a.newMessage), before: textOf(a.prevMessage) }
    case 'channelAdminLogEventActionDeleteMessage':
      return { kind: 'deleted', text: textOf(a.message), person: a.message._ === 'message' && a.message.fromId ? getMarkedPeerId(a.message.fromId) : undefined }
    case 'channelAdminLogEventActionParticipantJoin':
      return { kind: 'joined' }
    case 'channelAdminLogEventActionParticipantLeave':
      return { kind: 'left' }
    case 'channelAdminLogEventActionParticipantInvite':
      return { kind: 'invited', person: personOf(a.participant) }
    case 'channelAdminLogEventActionParticipantToggleAdmin':
      return { kind: 'admin', person: personOf(a.newParticipant) }
    case 'channelAdminLogEventActionParticipantToggleBan':
      return { kind: 'banned', person: personOf(a.newParticipant) }
    case 'channelAdminLogEventActionDefaultBannedRights':
      return { kind: 'defaults' }
    case 'channelAdminLogEventActionToggleSlowMode':
      return { kind: 'slow' }
    case 'channelAdminLogEventActionToggleSignatures':
      return { kind: 'signatures' }
    case 'channelAdminLogEventActionTogglePreHistoryHidden':
      return { kind: 'history' }
    case 'channelAdminLogEventActionChangeLinkedChat':
      return { kind: 'linked' }
    case 'channelAdminLogEventActionExportedInviteEdit':
    case 'channelAdminLogEventActionExportedInviteRevoke':
    case 'channelAdminLogEventActionExportedInviteDelete':
      return { kind: 'link' }
    case 'channelAdminLogEventActionParticipantJoinByInvite':
      return { kind: 'joinedByLink' }
    case 'channelAdminLogEventActionParticipantJoinByRequest':
      return { kind: 'joinedByRequest' }
    case 'channelAdminLogEventActionCreateTopic':
      return { kind: 'topicMade', text: titleOf(a.topic) }
    case 'channelAdminLogEventActionEditTopic':
      return { kind: 'topicChanged', text: titleOf(a.newTopic), before: titleOf(a.prevTopic) }
    case 'channelAdminLogEventActionDeleteTopic':
      return { kind: 'topicGone', text: titleOf(a.topic) }
    case 'channelAdminLogEventActionPinTopic':
      return { kind: 'topicPinned' }
    default:
      return { kind: 'other' }
  }
}
