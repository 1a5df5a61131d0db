import { Show, type JSX, type ParentProps } from 'solid-js'
import { t } from '../../lang'
import { IconButton } from '../parts/Button'
import { onEscape } from './escape'
import { back, go } from './route'

/** The head of the column beside a conversation. With up there is a way back to the page that it belongs to. */
export function InfoBar(props: ParentProps<{ title: string; up?: string }>): JSX.Element {
  const close = (): void => (props.up ? back({ info: props.up }) : go({ info: '' }, { replace: true }))
  onEscape(() => {
    close()
    return true
  })
  return (
    <header class="bar">
      <Show when={props.up} fallback={<IconButton icon="x" label={t().common.close} onClick={close} />}>
        <IconButton icon="arrow-left" label={t().common.back} mirror onClick={close} />
      </Show>
      <h2 class="bar-title">{props.title}</h2>
      {props.children}
    </header>
  )
}
