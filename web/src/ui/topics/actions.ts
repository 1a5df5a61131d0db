import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import type { Topic } from '../../model/topic'
import { chat } from '../../store/chats'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { readUpTo } from '../../store/reading'
import { forum } from '../../store/topics'
import { isGeneral, managesTopics, mayChange, moved, topicMuted } from '../../view/topics'
import type { Item } from '../parts/Menu'
import { topicQuestion } from './asking'

/** "For ever", as the protocol writes it. */
const forEver = 0x7fffffff

/** More the server does not pin in one forum. */
const mostPinned = 5

const pinned = (id: PeerId): number => [...forum(id).topics.values()].filter((x) => x.pinned > 0).length

/** Does something whose effect is told by an event; what the server refuses is told there, too. */
const quietly = (done: Promise<unknown>): void => void done.catch(() => {})

/** What can be done with a topic, as its menu shows it. */
export function topicActions(topic: Topic): Item[] {
  const words = t().topics
  const place = peer(topic.chat)
  const { chat: at, id } = topic
  const manages = managesTopics(place)
  const changes = mayChange(place, topic)
  const muted = topicMuted(topic, chat(at), Date.now() / 1000)
  const member = place?.kind === 'channel' && !place.left && !place.forbidden
  const move = (by: 1 | -1): Item | false => {
    const ids = topic.pinned > 0 ? moved(forum(at).topics.values(), id, by) : undefined
    return manages && ids !== undefined && { label: by < 0 ? words.up : words.down, icon: by < 0 ? 'arrow-up' : 'arrow-down', act: () => quietly(call('orderTopics', { chat: at, ids })) }
  }
  const items: (Item | false)[] = [
    topic.unread > 0 && { label: t().chats.markRead, icon: 'check-check', act: () => topic.last && readUpTo(at, topic.last.id, id) },
    manages && (topic.pinned > 0 || pinned(at) < mostPinned) && { label: topic.pinned ? words.unpin : words.pin, icon: topic.pinned ? 'pin-off' : 'pin', act: () => quietly(call('pinTopic', { chat: at, id, pinned: !topic.pinned })) },
    move(-1),
    move(1),
    member && { label: muted ? words.unmute : words.mute, icon: muted ? 'bell' : 'bell-off', act: () => quietly(call('muteTopic', { chat: at, id, until: muted ? 0 : forEver })) },
    changes && { label: words.rename, icon: 'pencil', act: () => topicQuestion.ask({ kind: 'edit', chat: at, topic }) },
    changes && { label: topic.closed ? words.reopen : words.close, icon: topic.closed ? 'lock-open' : 'lock', act: () => quietly(call('changeTopic', { chat: at, id, closed: !topic.closed })) },
    manages && isGeneral(topic) && { label: topic.hidden ? words.show : words.hide, icon: topic.hidden ? 'eye' : 'eye-off', act: () => quietly(call('changeTopic', { chat: at, id, hidden: !topic.hidden })) },
    mayDeleteTopic(topic) && { label: words.delete, icon: 'trash-2', danger: true, act: () => topicQuestion.ask({ kind: 'delete', chat: at, topic }) },
  ]
  return items.filter((i) => i !== false)
}

/** The general one stays. Who began a topic takes it away as long as nobody else wrote in it, which the server knows. */
function mayDeleteTopic(topic: Topic): boolean {
  const p = peer(topic.chat)
  return !isGeneral(topic) && p?.kind === 'channel' && !p.left && (topic.mine || p.creator || p.rights?.includes('deleteMessages') === true)
}
