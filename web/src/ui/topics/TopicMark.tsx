import { Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { Message } from '../../model/message'
import { topicOf } from '../../model/topic'
import { topicTitle } from '../../store/topics'
import { chatLink, follow, openTopic } from '../shell/route'

/** Where a message of a forum that is read as one conversation belongs. A press goes there. */
export function TopicMark(props: { message: Message }): JSX.Element {
  const id = () => topicOf(props.message)
  const title = () => topicTitle(props.message.chat, id())
  return (
    <Show when={title()}>
      <p class="bubble-topic">
        <a
          href={chatLink(props.message.chat, undefined, id())} aria-label={t().topics.where(title())} dir="auto"
          onClick={(e) => follow(e, () => openTopic(props.message.chat, id(), props.message.id))}
        >
          {title()}
        </a>
      </p>
    </Show>
  )
}
