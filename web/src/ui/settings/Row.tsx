import { Show, type JSX } from 'solid-js'
import { Icon } from '../icon/Icon'
import type { IconName } from '../icon/drawings'

interface Props {
  icon?: IconName
  label: string
  value?: string
  danger?: boolean
  disabled?: boolean
  onClick: () => void
}

/** A line that leads somewhere or does something, with what is set now at its end. */
export function Row(props: Props): JSX.Element {
  return (
    <button type="button" class="row" classList={{ 'row-danger': props.danger === true }} disabled={props.disabled} onClick={() => props.onClick()}>
      <Show when={props.icon}>{(icon) => <Icon name={icon()} />}</Show>
      <span class="row-label">{props.label}</span>
      <Show when={props.value}>
        <span class="row-value" dir="auto">{props.value}</span>
      </Show>
    </button>
  )
}
