import { Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { Reply } from '../../model/message'
import type { PeerId } from '../../model/peer'
import { topicOf } from '../../model/topic'
import { replied } from '../../store/replies'
import { personName } from '../parts/name'
import { chatLink, follow, go, route } from '../shell/route'
import { summary } from './summary'

/** What a message answers, in two lines. A press goes there. */
export function Quote(props: { chat: PeerId; reply: Reply }): JSX.Element {
  const m = () => replied(props.chat, props.reply.id)
  const name = () => {
    const known = m()
    return known ? (known.out ? t().common.you : personName(known.from)) : ''
  }
  const words = () => {
    const known = m()
    return known ? (props.reply.quote ?? summary(known)) : known === null ? t().message.gone : '…'
  }
  return (
    <a
      href={chatLink(props.chat, props.reply.id, route().topic)}
      class="quote"
      aria-label={`${t().message.replyTo(name())}: ${words()}`}
      aria-disabled={!m()}
      onClick={(e) => follow(e, () => {
        const known = m()
        // In a forum it may be in another topic than the one that is open.
        if (known) go({ ...(route().topic === undefined ? {} : { topic: topicOf(known) }), message: props.reply.id }, { replace: true })
      })}
    >
      <Show when={m()}>
        <span class="quote-name" dir="auto">{name()}</span>
      </Show>
      <span class="quote-text" dir="auto">{words()}</span>
    </a>
  )
}
