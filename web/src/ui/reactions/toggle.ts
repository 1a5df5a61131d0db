import type { Message } from '../../model/message'
import { call } from '../../store/link'
import { used } from '../../store/reactions'
import { bare } from '../../view/reactions'

/** Reacts with it, or takes it back if that is what we reacted with. */
export function toggle(m: Message, emoji: string): void {
  const own = m.reactions?.counts.some((c) => c.own && bare(c.emoji) === bare(emoji)) === true
  if (!own) used(emoji)
  void call('react', { chat: m.chat, id: m.id, emoji: own ? undefined : emoji }).catch(() => {}) // it stays as it is shown
}
