import { getMarkedPeerId, Long, type tl } from '@mtcute/core'
import type { PeerId } from '../../model/peer'
import type { Session } from '../session'

/** https://core.telegram.org/api/reactions */

const emojiIn = (r: tl.TypeReaction): string[] => (r._ === 'reactionEmoji' ? [r.emoticon] : [])

/** Reacts to a message; without an emoji what we reacted with is taken back. */
export async function react(s: Session, args: { chat: PeerId; id: number; emoji?: string }): Promise<void> {
  await s.change({
    _: 'messages.sendReaction', peer: await s.peer(args.chat), msgId: args.id, addToRecent: true,
    reaction: args.emoji === undefined ? [] : [{ _: 'reactionEmoji', emoticon: args.emoji }],
  })
}

/** What people can react with, and what we did lately, the latest first. */
export async function getReactions(s: Session, _: Record<string, never>): Promise<{ all: readonly string[]; recent: readonly string[] }> {
  const [top, recent] = await Promise.all([
    s.call({ _: 'messages.getTopReactions', limit: 100, hash: Long.ZERO }),
    s.call({ _: 'messages.getRecentReactions', limit: 7, hash: Long.ZERO }),
  ])
  return {
    all: top._ === 'messages.reactions' ? top.reactions.flatMap(emojiIn) : [],
    recent: recent._ === 'messages.reactions' ? recent.reactions.flatMap(emojiIn) : [],
  }
}

/** Somebody who reacted. */
export interface Reactor {
  readonly user: PeerId
  readonly emoji: string
}

/** Who reacted to a message, the latest first, from an offset on ('' is the beginning). next is '' at the end. */
export async function getReactors(s: Session, args: { chat: PeerId; id: number; offset: string }): Promise<{ people: readonly Reactor[]; next: string }> {
  const answer = await s.call({
    _: 'messages.getMessageReactionsList', peer: await s.peer(args.chat), id: args.id, offset: args.offset === '' ? undefined : args.offset, limit: 50,
  })
  return {
    people: answer.reactions.flatMap((r) => emojiIn(r.reaction).map((emoji) => ({ user: getMarkedPeerId(r.peerId), emoji }))),
    next: answer.nextOffset ?? '',
  }
}

/** Sets what people may react with in a group or channel; an empty list is nothing. */
export async function setReactions(s: Session, args: { chat: PeerId; allowed: 'all' | readonly string[] }): Promise<void> {
  const { allowed } = args
  const availableReactions: tl.TypeChatReactions = allowed === 'all'
    ? { _: 'chatReactionsAll' }
    : allowed.length === 0 ? { _: 'chatReactionsNone' } : { _: 'chatReactionsSome', reactions: allowed.map((emoticon) => ({ _: 'reactionEmoji', emoticon })) }
  await s.change({ _: 'messages.setChatAvailableReactions', peer: await s.peer(args.chat), availableReactions })
  s.emit('group', { chat: args.chat })
}
