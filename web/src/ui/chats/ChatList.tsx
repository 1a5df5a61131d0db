import { createMemo, createSignal, onMount, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { chats, chatsLoaded } from '../../store/chats'
import { folders, loadFolders } from '../../store/folders'
import { peer } from '../../store/peers'
import { secrets } from '../../store/secrets'
import { inFolder } from '../../view/folders'
import { orderChats } from '../../view/order'
import { withSecrets } from '../../view/secrets'
import { IconButton } from '../parts/Button'
import { Empty } from '../parts/Empty'
import { MenuButton } from '../parts/Menu'
import { SearchBox } from '../parts/SearchBox'
import { onEscape } from '../shell/escape'
import { menu } from '../shell/menu'
import { go } from '../shell/route'
import { Folders } from './Folders'
import { Results } from './Results'
import { Rows } from './Rows'
import { Skeleton } from './Skeleton'
import './chats.css'

/** The list of chats, and the search over everything. */
export function ChatList(): JSX.Element {
  const [folder, setFolder] = createSignal(0)
  const [query, setQuery] = createSignal('')
  onMount(() => void loadFolders().catch(() => {})) // without them there are no tabs
  onEscape(() => {
    const some = query() !== ''
    setQuery('')
    return some
  })
  const ids = createMemo(() => {
    const chosen = folders().find((f) => f.id === folder())
    const now = Date.now() / 1000
    const shown = [...chats().values()].filter((c) => !became(c.id) && (chosen ? inFolder(chosen, c, peer(c.id), now) : !c.archived))
    return withSecrets(orderChats(shown), chosen ? [] : secrets().values())
  })
  return (
    <>
      <header class="bar">
        <MenuButton icon="menu" label={t().common.menu} items={menu()} />
        <h1 class="bar-title">{t().chats.title}</h1>
        <IconButton icon="square-pen" label={t().chats.new} mirror onClick={() => go({ left: 'new', page: '' })} />
      </header>
      <SearchBox text={query()} onText={setQuery} />
      <Show when={query().trim() === ''} fallback={<Results query={query()} />}>
        <Folders chosen={folder()} onChoose={setFolder} />
        <Show
          when={ids().length > 0}
          fallback={
            <Show when={chatsLoaded()} fallback={<Skeleton />}>
              <Empty icon="message-circle" title={t().chats.empty} hint={t().chats.emptyHint} />
            </Show>
          }
        >
          <Rows ids={ids()} label={t().chats.list} />
        </Show>
      </Show>
    </>
  )
}

/** A group that became a supergroup stands in the list as that. */
function became(id: PeerId): boolean {
  const p = peer(id)
  return p?.kind === 'group' && p.became !== undefined
}
