import { createUniqueId, Show, type JSX } from 'solid-js'

/** Something that is on or off, and takes effect at once. */
export function Switch(props: { on: boolean; label: string; hint?: string; disabled?: boolean; onChange: (on: boolean) => void }): JSX.Element {
  const id = createUniqueId()
  return (
    <label class="row row-switch">
      <span class="row-label">
        {props.label}
        <Show when={props.hint}>
          <span class="row-hint" id={id}>{props.hint}</span>
        </Show>
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-label={props.label}
        aria-describedby={props.hint ? id : undefined}
        checked={props.on}
        disabled={props.disabled}
        onChange={(e) => {
          props.onChange(e.currentTarget.checked)
          e.currentTarget.checked = props.on // it shows what is, not what was asked for
        }}
      />
    </label>
  )
}
