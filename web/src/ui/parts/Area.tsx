import { createUniqueId, splitProps, type JSX } from 'solid-js'
import './field.css'

type Props = Omit<JSX.TextareaHTMLAttributes<HTMLTextAreaElement>, 'onInput'> & {
  label: string
  onText: (text: string) => void
}

/** A box for a text of several lines, with its name above it. */
export function Area(props: Props): JSX.Element {
  const id = createUniqueId()
  const [own, rest] = splitProps(props, ['label', 'onText'])
  return (
    <div class="field">
      <label for={id}>{own.label}</label>
      <textarea {...rest} id={id} rows={rest.rows ?? 3} onInput={(e) => own.onText(e.currentTarget.value)} />
    </div>
  )
}
