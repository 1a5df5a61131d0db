import { t } from '../../lang'
import type { Message } from '../../model/message'
import { group } from '../../store/groups'
import { peer } from '../../store/peers'
import { reactions } from '../../store/reactions'
import { allowedIn, drawn, mayReact, quick } from '../../view/reactions'
import type { Talk } from '../conversation/talk'
import type { Item } from '../parts/Menu'
import { toggle } from './toggle'

/** How many stand in the row; the others are one press away. */
const most = 6

/** What a message can be reacted with there. */
export const allowedFor = (m: Message): readonly string[] => (mayReact(peer(m.chat)) ? allowedIn(group(m.chat), reactions().all) : [])

/** The row at the top of a message's menu. */
export function quickReactions(talk: Talk, m: Message): Item[] {
  const allowed = allowedFor(m)
  const own = m.reactions?.counts.find((c) => c.own)?.emoji
  const row: Item[] = quick(allowed, own === undefined ? reactions().recent : [own, ...reactions().recent], most).map((e) => ({
    label: e === own ? t().reactions.takeBack(drawn(e)) : t().reactions.with(drawn(e)), icon: 'smile', emoji: drawn(e), on: e === own, act: () => toggle(m, e),
  }))
  return allowed.length > most ? [...row, { label: t().reactions.more, icon: 'plus', quick: true, act: () => talk.ask({ kind: 'react', message: m }) }] : row
}
