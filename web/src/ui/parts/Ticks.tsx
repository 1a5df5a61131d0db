import type { JSX } from 'solid-js'
import { t } from '../../lang'
import type { State } from '../../view/state'
import { Icon } from '../icon/Icon'
import type { IconName } from '../icon/drawings'
import './ticks.css'

const drawings: Record<State, IconName> = { sending: 'clock', sent: 'check', read: 'check-check', failed: 'circle-alert' }

/** A clock, one tick, two ticks, or a warning; said in words to screen readers. */
export function Ticks(props: { state: State }): JSX.Element {
  return (
    <span class={`ticks ticks-${props.state}`}>
      <Icon name={drawings[props.state]} size={props.state === 'sending' ? 13 : 15} />
      <span class="visually-hidden">{t().message.states[props.state]}</span>
    </span>
  )
}
