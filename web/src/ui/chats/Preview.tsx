import { Match, Show, Switch, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { Draft } from '../../model/chat'
import type { Message } from '../../model/message'
import type { PeerId } from '../../model/peer'
import { topicOf } from '../../model/topic'
import { self } from '../../store/account'
import { peer } from '../../store/peers'
import { topicTitle } from '../../store/topics'
import { isBroadcast } from '../../view/rights'
import { isForum } from '../../view/topics'
import { personName } from '../parts/name'
import { route } from '../shell/route'
import { summary } from '../conversation/summary'

/** The second line of a chat: the draft if there is one, else the last message. */
export function Preview(props: { chat: PeerId; message: Message | undefined; draft: Draft | undefined }): JSX.Element {
  return (
    <Switch>
      <Match when={route().chat !== props.chat && props.draft}>
        {(d) => (
          <>
            <span class="chat-row-draft">{t().chats.draft} </span>
            {d().text}
          </>
        )}
      </Match>
      <Match when={props.message}>
        {(m) => (
          <>
            <Show when={who(m())}>{(name) => <span class="chat-row-you">{name()}: </span>}</Show>
            {summary(m())}
          </>
        )}
      </Match>
    </Switch>
  )
}

/** Who said it, where that is not clear. */
function who(m: Message): string {
  if (m.service || m.chat === self() || isBroadcast(peer(m.chat))) return ''
  const name = m.out ? t().common.you : m.chat < 0 ? personName(m.from) : ''
  const topic = isForum(peer(m.chat)) ? topicTitle(m.chat, topicOf(m)) : ''
  return topic ? `${name} › ${topic}` : name
}
