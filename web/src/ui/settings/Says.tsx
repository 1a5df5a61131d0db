import { Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import './settings.css'

/** What came of saving, said to eyes and ears. */
export function Says(props: { error: string; done?: boolean; text?: string }): JSX.Element {
  return (
    <>
      <Show when={props.error}>
        <p class="says says-error" role="alert">{props.error}</p>
      </Show>
      <p class="says" role="status">{props.done && !props.error ? (props.text ?? t().settings.saved) : ''}</p>
    </>
  )
}
