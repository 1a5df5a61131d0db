import type { PeerId } from '../../model/peer'
import { chat } from '../../store/chats'
import { peer } from '../../store/peers'
import { isForum } from '../../view/topics'
import { route } from '../shell/route'

/** Whether a chat is read by its topics: a forum, unless the person reads it as one conversation. */
export const inTopics = (id: PeerId): boolean => isForum(peer(id)) && chat(id)?.asMessages !== true

/** The forum whose topics stand in place of the list of chats. */
export function openForum(): PeerId | undefined {
  const { chat: id, left } = route()
  return id !== undefined && left === 'chats' && inTopics(id) ? id : undefined
}

/** On a phone the list of topics is the page. */
export const onTopicList = (): boolean => openForum() !== undefined && route().topic === undefined && route().message === undefined
