import { createUniqueId, For, type JSX } from 'solid-js'

export interface Choice<T> {
  readonly value: T
  readonly label: string
  readonly language?: string
}

/** One of several, taking effect at once. */
export function Radios<T>(props: { label: string; choices: readonly Choice<T>[]; value: T; disabled?: boolean; onChange: (value: T) => void }): JSX.Element {
  const name = createUniqueId()
  return (
    <div role="radiogroup" aria-label={props.label}>
      <For each={props.choices}>
        {(c) => (
          <label class="row row-switch">
            <input
              type="radio"
              name={name}
              checked={props.value === c.value}
              disabled={props.disabled}
              onChange={() => props.onChange(c.value)}
            />
            <span class="row-label" lang={c.language}>{c.label}</span>
          </label>
        )}
      </For>
    </div>
  )
}
