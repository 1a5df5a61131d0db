import { Show, type JSX } from 'solid-js'
import { isGeneral } from '../../view/topics'
import { initials } from '../../view/name'
import { Icon } from '../icon/Icon'
import './topicicon.css'

/** A topic's circle: its colour, and the letter that its name begins with. It is decoration: the name stands beside it. */
export function TopicIcon(props: { id: number; title: string; colour: number; size?: number }): JSX.Element {
  const size = () => props.size ?? 40
  return (
    <span
      class="topic-icon"
      classList={{ 'topic-icon-general': isGeneral(props) }}
      style={{ '--avatar': `${size()}px`, '--topic': `#${(props.colour & 0xffffff).toString(16).padStart(6, '0')}` }}
      aria-hidden="true"
    >
      <Show when={isGeneral(props)} fallback={[...initials(props.title)][0]}>
        <Icon name="hash" size={size() * 0.5} />
      </Show>
    </span>
  )
}
