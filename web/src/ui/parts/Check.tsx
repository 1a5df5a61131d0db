import type { JSX } from 'solid-js'
import './check.css'

/** A box to tick, with words beside it. */
export function Check(props: { checked: boolean; label: string; onChange: (on: boolean) => void }): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" checked={props.checked} onChange={(e) => props.onChange(e.currentTarget.checked)} />
      <span>{props.label}</span>
    </label>
  )
}
