import type { JSX, ParentProps } from 'solid-js'
import { t } from '../../lang'
import { IconButton } from '../parts/Button'
import { back, type Route } from './route'

/** The head of everything but the chat list in the left column: Back, a title, and what else there is to press. up is where Back leads
 * if the page was opened by its address. */
export function LeftBar(props: ParentProps<{ title: string; up?: Partial<Route> }>): JSX.Element {
  return (
    <header class="bar">
      <IconButton icon="arrow-left" label={t().common.back} mirror onClick={() => back(props.up ?? { left: 'chats', page: '' })} />
      <h1 class="bar-title">{props.title}</h1>
      {props.children}
    </header>
  )
}
