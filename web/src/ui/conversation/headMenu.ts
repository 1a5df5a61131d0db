import { t } from '../../lang'
import { isChannel } from '../../model/peer'
import { self } from '../../store/account'
import { chat } from '../../store/chats'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { writable } from '../../view/rights'
import { isForum } from '../../view/topics'
import { chatActions } from '../chats/actions'
import type { Item } from '../parts/Menu'
import { starting } from '../secret/starting'
import { go } from '../shell/route'
import type { Talk } from './talk'

/** What the head's menu offers. A feature adds a line. */
export function headMenu(talk: Talk): Item[] {
  const place = peer(talk.chat)
  const items: (Item | false)[] = [
    place !== undefined && place.kind !== 'user' && {
      label: place.kind === 'channel' && place.broadcast ? t().group.info.channel : t().group.info.group, icon: 'info', act: () => go({ info: 'group' }),
    },
    place?.kind === 'user' && !place.bot && !place.deleted && place.id !== self() && { label: t().secret.start, icon: 'lock', act: () => starting.ask(place.id) },
    isForum(place) && chat(talk.chat) !== undefined && { label: t().topics.asTopics, icon: 'hash', act: () => void call('viewAsMessages', { chat: talk.chat, on: false }).catch(() => {}) },
    writable(place).kind === 'yes' && { label: t().chat.scheduled, icon: 'calendar-clock', act: () => go({ info: 'scheduled' }) },
    { label: t().media.shared.title, icon: 'images', act: () => go({ info: 'media' }) },
    ...chatActions(talk.chat).filter((i) => !i.danger),
    ...chatActions(talk.chat).filter((i) => i.icon === 'flag'),
    // What stands in a channel is everybody's.
    !isChannel(talk.chat) && { label: t().chat.clear, icon: 'trash-2', danger: true, act: () => talk.ask({ kind: 'clear' }) },
    ...chatActions(talk.chat).filter((i) => i.danger && i.icon !== 'flag' && isChannel(talk.chat)),
  ]
  return items.filter((i) => i !== false)
}
