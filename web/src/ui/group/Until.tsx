import type { JSX } from 'solid-js'
import { t } from '../../lang'

const day = 24 * 3600

/** For how many seconds; 0 is for ever. */
export function Until(props: { value: number; onChange: (seconds: number) => void }): JSX.Element {
  const words = () => t().group.member
  return (
    <label class="group-select">
      <span>{words().until}</span>
      <select value={props.value} onChange={(e) => props.onChange(Number(e.currentTarget.value))}>
        <option value={0}>{words().forEver}</option>
        <option value={day}>{words().day}</option>
        <option value={7 * day}>{words().week}</option>
        <option value={30 * day}>{words().month}</option>
      </select>
    </label>
  )
}
