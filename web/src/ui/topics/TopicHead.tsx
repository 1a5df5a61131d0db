import type { JSX } from 'solid-js'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { peer } from '../../store/peers'
import { topicIn } from '../../store/topics'
import { typingIn } from '../../store/typing'
import { writableIn } from '../../view/topics'
import { useTalk } from '../conversation/talk'
import { IconButton } from '../parts/Button'
import { MenuButton, type Item } from '../parts/Menu'
import { nameOf } from '../parts/name'
import { typingText } from '../parts/presence'
import { back, go, route } from '../shell/route'
import { topicActions } from './actions'
import { TopicIcon } from './TopicIcon'

/** Over the messages of a topic: what it is called, the group that it is in, and what can be done with it. */
export function TopicHead(props: { id: PeerId; topic: number }): JSX.Element {
  const talk = useTalk()
  const it = () => topicIn(props.id, props.topic)
  const title = () => it()?.title ?? '…'
  const types = () => typingIn(props.id, props.topic).length > 0
  const items = (): Item[] => {
    const topic = it()
    const all: (Item | false)[] = [
      { label: t().group.info.group, icon: 'info', act: () => go({ info: 'group' }) },
      writableIn(peer(props.id), topic).kind === 'yes' && { label: t().chat.scheduled, icon: 'calendar-clock', act: () => go({ info: 'scheduled' }) },
      ...(topic ? topicActions(topic) : []),
    ]
    return all.filter((i) => i !== false)
  }
  return (
    <header class="bar conversation-head">
      <IconButton class="conversation-back" icon="arrow-left" label={t().common.back} mirror onClick={() => back({ topic: undefined, message: undefined, info: '' })} />
      <TopicIcon id={props.topic} title={title()} colour={it()?.colour ?? 0} />
      <div class="conversation-who">
        <h2 dir="auto">
          <button type="button" class="conversation-name" title={t().group.info.group} onClick={() => go({ info: route().info === 'group' ? '' : 'group' })}>{title()}</button>
        </h2>
        <p aria-live="polite" dir="auto" classList={{ 'conversation-typing': types() }}>{types() ? typingText(props.id, props.topic) : nameOf(props.id)}</p>
      </div>
      <IconButton icon="search" label={t().chat.searchHere} onClick={() => talk.search(true)} />
      <MenuButton icon="ellipsis-vertical" label={t().common.more} items={items()} />
    </header>
  )
}
