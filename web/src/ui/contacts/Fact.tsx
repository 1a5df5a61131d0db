import { Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { IconButton } from '../parts/Button'
import './fact.css'

/** Something that is known of somebody, and a button that copies it. */
export function Fact(props: { name: string; text: string; look?: JSX.Element; ltr?: boolean; onCopy?: (text: string) => void }): JSX.Element {
  return (
    <div class="fact">
      <dt>{props.name}</dt>
      <dd>
        <span dir={props.ltr ? 'ltr' : 'auto'}>{props.look ?? props.text}</span>
        <Show when={props.onCopy}>
          {(onCopy) => <IconButton icon="copy" label={`${t().person.copy}: ${props.name}`} onClick={() => onCopy()(props.text)} />}
        </Show>
      </dd>
    </div>
  )
}
