import { For, type JSX } from 'solid-js'
import { t } from '../../lang'
import { shortNumber } from '../../lang/format'
import type { Message, Reactions } from '../../model/message'
import { bare, drawn } from '../../view/reactions'
import { allowedFor } from './quick'
import { toggle } from './toggle'
import './reactions.css'

/** What people reacted to a message with. A press adds one's own, or takes it back. */
export function Chips(props: { message: Message; of: Reactions }): JSX.Element {
  const usable = (emoji: string, own: boolean): boolean => own || allowedFor(props.message).some((e) => bare(e) === bare(emoji))
  return (
    <div class="reactions" role="group" aria-label={t().reactions.title}>
      <For each={props.of.counts}>
        {(c) => (
          <button
            type="button" class="reaction" aria-pressed={c.own} disabled={!usable(c.emoji, c.own)}
            aria-label={c.own ? t().reactions.yours(drawn(c.emoji), c.count) : t().reactions.count(drawn(c.emoji), c.count)}
            onClick={(e) => {
              e.stopPropagation()
              toggle(props.message, c.emoji)
            }}
          >
            <span class="emoji" aria-hidden="true">{drawn(c.emoji)}</span>
            <span aria-hidden="true">{shortNumber(c.count)}</span>
          </button>
        )}
      </For>
    </div>
  )
}
