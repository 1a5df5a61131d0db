import type { JSX } from 'solid-js'
import { t } from '../../lang'
import { IconButton } from '../parts/Button'
import { onEscape } from './escape'
import { go } from './route'

/** The head of the column beside a conversation. */
export function InfoBar(props: { title: string }): JSX.Element {
  const close = (): void => go({ info: '' }, { replace: true })
  onEscape(() => {
    close()
    return true
  })
  return (
    <header class="bar">
      <IconButton icon="x" label={t().common.close} onClick={close} />
      <h2 class="bar-title">{props.title}</h2>
    </header>
  )
}
