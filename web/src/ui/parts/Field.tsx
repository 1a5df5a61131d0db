import { createUniqueId, Show, splitProps, type JSX } from 'solid-js'
import './field.css'

type Props = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'onInput'> & {
  label: string
  error?: string
  onText: (text: string) => void
}

/** A text box with its name above it and what is wrong below it. */
export function Field(props: Props): JSX.Element {
  const id = createUniqueId()
  const [own, rest] = splitProps(props, ['label', 'error', 'onText'])
  return (
    <div class="field">
      <label for={id}>{own.label}</label>
      <input
        {...rest}
        id={id}
        aria-invalid={own.error ? true : undefined}
        aria-describedby={own.error ? `${id}-error` : undefined}
        onInput={(e) => own.onText(e.currentTarget.value)}
      />
      <Show when={own.error}>
        <p class="field-error" id={`${id}-error`} role="alert">
          {own.error}
        </p>
      </Show>
    </div>
  )
}
