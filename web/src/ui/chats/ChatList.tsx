import { createMemo, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { chats, chatsLoaded } from '../../store/chats'
import { orderChats } from '../../view/order'
import { IconButton, Button } from '../parts/Button'
import { Empty } from '../parts/Empty'
import { MenuButton } from '../parts/Menu'
import { menu } from '../shell/menu'
import { go } from '../shell/route'
import { Rows } from './Rows'
import { Skeleton } from './Skeleton'
import './chats.css'

export function ChatList(): JSX.Element {
  const ids = createMemo(() => orderChats([...chats().values()].filter((c) => !c.archived)).map((c) => c.id))
  return (
    <>
      <header class="bar">
        <MenuButton icon="menu" label={t().common.menu} items={menu()} />
        <h1 class="bar-title">{t().chats.title}</h1>
        <IconButton icon="square-pen" label={t().chats.new} mirror onClick={() => go({ left: 'new', page: '' })} />
      </header>
      <Show
        when={ids().length > 0}
        fallback={
          <Show when={chatsLoaded()} fallback={<Skeleton />}>
            <Empty icon="message-circle" title={t().chats.empty} hint={t().chats.emptyHint}>
              <Button onClick={() => go({ left: 'new', page: '' })}>{t().chats.new}</Button>
            </Empty>
          </Show>
        }
      >
        <Rows ids={ids()} label={t().chats.list} />
      </Show>
    </>
  )
}
