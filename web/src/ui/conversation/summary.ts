import { t } from '../../lang'
import { duration, list } from '../../lang/format'
import type { Message, Service } from '../../model/message'
import type { PeerId } from '../../model/peer'
import { self } from '../../store/account'
import { peer } from '../../store/peers'
import { isBroadcast } from '../../view/rights'
import { hideSpoilers } from '../../view/segments'
import { nameOfMedia } from '../media/name'
import { personName } from '../parts/name'

/** A message in one line, for the list and for quotes. */
export function summary(m: Message): string {
  if (m.service) return serviceText(m.service, m)
  const words = m.text ? hideSpoilers(m).replace(/\s+/g, ' ') : ''
  if (!m.media || m.media.kind === 'page') return words
  return words ? `${nameOfMedia(m.media)}: ${words}` : nameOfMedia(m.media)
}

/** What a service message says. */
export function serviceText(s: Service, m: Message): string {
  const words = t().group.service
  const mine = m.out || m.from === self()
  const who = personName(m.from)
  const post = isBroadcast(peer(m.chat))
  switch (s.kind) {
    case 'pinned':
      return post ? words.pinnedInChannel : mine ? t().message.youPinned : t().message.pinnedBy(who)
    case 'cleared':
      return t().message.cleared
    case 'joined':
      return t().message.joined(who)
    case 'created':
      return post ? words.channelCreated(s.title) : mine ? words.youCreated(s.title) : words.created(who, s.title)
    case 'renamed':
      return post ? words.channelRenamed(s.title) : mine ? words.youRenamed(s.title) : words.renamed(who, s.title)
    case 'photo':
      return post ? words.channelPhoto : mine ? words.youPhoto : words.photo(who)
    case 'photoGone':
      return post ? words.channelPhotoGone : mine ? words.youPhotoGone : words.photoGone(who)
    case 'added':
      return addedText(s.users, m, mine)
    case 'removed':
      if (s.user === m.from) return mine ? words.youLeft : words.left(who)
      return mine ? words.youRemoved(personName(s.user)) : s.user === self() ? words.removedYou(who) : words.removed(who, personName(s.user))
    case 'joinedByLink':
      return mine ? words.youByLink : words.byLink(who)
    case 'joinedByRequest':
      return mine ? words.youByRequest : words.byRequest(who)
    case 'migrated':
      return words.migrated
    case 'migratedFrom':
      return words.migratedFrom
    case 'timer':
      return s.seconds === 0 ? words.timerOff : words.timer(duration(s.seconds))
    case 'topicMade':
      return mine ? t().topics.service.youMade(s.title) : t().topics.service.made(who, s.title)
    case 'topicChanged':
      return topicText(s, who, mine)
    case 'unknown':
      return t().message.service
  }
}

function topicText(s: Extract<Service, { kind: 'topicChanged' }>, who: string, mine: boolean): string {
  const words = t().topics.service
  if (s.title !== undefined) return mine ? words.youRenamed(s.title) : words.renamed(who, s.title)
  if (s.closed === true) return mine ? words.youClosed : words.closed(who)
  if (s.closed === false) return mine ? words.youReopened : words.reopened(who)
  if (s.hidden === true) return mine ? words.youHid : words.hidden(who)
  if (s.hidden === false) return mine ? words.youShowed : words.shown(who)
  return mine ? words.youChanged : words.changed(who)
}

function addedText(users: readonly PeerId[], m: Message, mine: boolean): string {
  const words = t().group.service
  const who = personName(m.from)
  if (users.length === 1 && users[0] === m.from) return mine ? words.youJoined : words.joined(who)
  if (users.length === 1 && users[0] === self()) return words.addedYou(who)
  const whom = list(users.map(personName))
  return mine ? words.youAdded(whom) : words.added(who, whom)
}
