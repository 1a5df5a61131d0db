import type { tl } from '@mtcute/core'
import type { Service } from '../../model/message'

/** What happened in a chat, told in its history. https://core.telegram.org/type/MessageAction */
export function serviceOf(a: tl.TypeMessageAction): Service {
  switch (a._) {
    case 'messageActionPinMessage':
      return { kind: 'pinned' }
    case 'messageActionHistoryClear':
      return { kind: 'cleared' }
    case 'messageActionContactSignUp':
      return { kind: 'joined' }
    case 'messageActionChatCreate':
    case 'messageActionChannelCreate':
      return { kind: 'created', title: a.title }
    case 'messageActionChatEditTitle':
      return { kind: 'renamed', title: a.title }
    case 'messageActionChatAddUser':
      return { kind: 'added', users: a.users }
    case 'messageActionChatDeleteUser':
      return { kind: 'removed', user: a.userId }
    case 'messageActionChatEditPhoto':
      return { kind: 'photo' }
    case 'messageActionChatDeletePhoto':
      return { kind: 'photoGone' }
    case 'messageActionChatJoinedByLink':
      return { kind: 'joinedByLink' }
    case 'messageActionChatJoinedByRequest':
      return { kind: 'joinedByRequest' }
    case 'messageActionChatMigrateTo':
      return { kind: 'migrated' }
    case 'messageActionChannelMigrateFrom':
      return { kind: 'migratedFrom', title: a.title, group: -a.chatId }
    case 'messageActionSetMessagesTTL':
      return { kind: 'timer', seconds: a.period }
    case 'messageActionTopicCreate':
      return { kind: 'topicMade', title: a.title, colour: a.iconColor }
    case 'messageActionTopicEdit':
      return { kind: 'topicChanged', title: a.title, closed: a.closed, hidden: a.hidden }
    default:
      return { kind: 'unknown' }
  }
}

