import type { JSX, ParentProps } from 'solid-js'
import { t } from '../../lang'
import { IconButton } from '../parts/Button'
import { back } from './route'

/** The head of everything but the chat list in the left column: Back, a title, and what else there is to press. */
export function LeftBar(props: ParentProps<{ title: string }>): JSX.Element {
  return (
    <header class="bar">
      <IconButton icon="arrow-left" label={t().common.back} mirror onClick={() => back({ left: 'chats', page: '' })} />
      <h1 class="bar-title">{props.title}</h1>
      {props.children}
    </header>
  )
}
