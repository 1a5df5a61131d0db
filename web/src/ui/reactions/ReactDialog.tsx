import type { JSX } from 'solid-js'
import { t } from '../../lang'
import type { Message } from '../../model/message'
import { bare, drawn } from '../../view/reactions'
import { Dialog } from '../parts/Dialog'
import { EmojiGrid } from './EmojiGrid'
import { allowedFor } from './quick'
import { toggle } from './toggle'

/** Everything that a message can be reacted with. */
export function ReactDialog(props: { message: Message; onClose: () => void }): JSX.Element {
  const own = (emoji: string): boolean => props.message.reactions?.counts.some((c) => c.own && bare(c.emoji) === bare(emoji)) === true
  return (
    <Dialog open title={t().reactions.choose} onClose={() => props.onClose()}>
      <EmojiGrid
        label={t().reactions.choose} all={allowedFor(props.message)} on={own} name={(e) => t().reactions.with(drawn(e))}
        onPick={(e) => {
          toggle(props.message, e)
          props.onClose()
        }}
      />
    </Dialog>
  )
}
