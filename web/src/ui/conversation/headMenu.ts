import { t } from '../../lang'
import { chatActions } from '../chats/actions'
import type { Item } from '../parts/Menu'
import { go } from '../shell/route'
import type { Talk } from './talk'

/** What the head's menu offers. A feature adds a line. */
export const headMenu = (talk: Talk): Item[] => [
  { label: t().chat.scheduled, icon: 'calendar-clock', act: () => go({ info: 'scheduled' }) },
  { label: t().media.shared.title, icon: 'images', act: () => go({ info: 'media' }) },
  ...chatActions(talk.chat).filter((i) => !i.danger),
  { label: t().chat.clear, icon: 'trash-2', danger: true, act: () => talk.ask({ kind: 'clear' }) },
]
