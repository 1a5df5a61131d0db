import { Show, type JSX, type ParentProps } from 'solid-js'
import { Icon } from '../icon/Icon'
import type { IconName } from '../icon/drawings'
import './empty.css'

/** What stands where nothing is yet, and says what to do next. */
export function Empty(props: ParentProps<{ icon: IconName; title: string; hint?: string }>): JSX.Element {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={props.icon} size={28} />
      </span>
      <p class="empty-title">{props.title}</p>
      <Show when={props.hint}>
        <p>{props.hint}</p>
      </Show>
      {props.children}
    </div>
  )
}
