import { createMemo, createSignal, onCleanup, onMount, Show, type JSX, type ParentProps } from 'solid-js'
import { Virtualizer, type VirtualizerHandle } from 'virtua/solid'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { loadChat, chat } from '../../store/chats'
import { loadGroup } from '../../store/groups'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { forum, loadMoreTopics, loadTopics, topicIn } from '../../store/topics'
import { typingIn } from '../../store/typing'
import { writable } from '../../view/rights'
import { managesTopics, mayMakeTopics, orderTopics } from '../../view/topics'
import { chatActions } from '../chats/actions'
import { Skeleton } from '../chats/Skeleton'
import { Barred } from '../conversation/Barred'
import { Avatar } from '../parts/Avatar'
import { Button, IconButton } from '../parts/Button'
import { ContextMenu } from '../parts/ContextMenu'
import { Empty } from '../parts/Empty'
import { MenuButton, type Item } from '../parts/Menu'
import { nameOf } from '../parts/name'
import { presenceText, typingText } from '../parts/presence'
import { SearchBox } from '../parts/SearchBox'
import { walkList } from '../parts/walk'
import { onEscape } from '../shell/escape'
import { back, go, route } from '../shell/route'
import { topicActions } from './actions'
import { topicQuestion } from './asking'
import { TopicResults } from './TopicResults'
import { TopicRow } from './TopicRow'
import './topics.css'

/** The topics of a forum, in place of the list of chats. */
export function TopicList(props: { id: PeerId }): JSX.Element {
  const [query, setQuery] = createSignal('')
  const place = () => peer(props.id)
  const all = () => forum(props.id)
  const ids = createMemo(() => orderTopics(all().topics.values(), managesTopics(place())).map((x) => x.id))
  // Beside an open topic it leads to the chats, wherever one was before.
  const leave = (): void => {
    if (route().topic === undefined) back({ chat: undefined, message: undefined, info: '' })
    else go({ chat: undefined, message: undefined, info: '' })
  }
  onMount(() => {
    void loadTopics(props.id)
    void loadGroup(props.id)
    if (!chat(props.id)) void loadChat(props.id).catch(() => {}) // who only looks at it has it in no list
    // Who is not in it hears of what happens there as long as it is open.
    const w = writable(place())
    if (w.kind !== 'join') return
    void call('openChannel', { chat: props.id }).catch(() => {}) // the list is there; it does not move
    onCleanup(() => void call('closeChannel', { chat: props.id }).catch(() => {}))
  })
  onEscape(() => {
    if (query() === '') leave()
    setQuery('')
    return true
  })
  const menu = (): Item[] => {
    const own = chatActions(props.id)
    const items: (Item | false)[] = [
      mayMakeTopics(place()) && { label: t().topics.make, icon: 'plus', act: make },
      { label: t().group.info.group, icon: 'info', act: () => go({ info: 'group' }) },
      chat(props.id) !== undefined && { label: t().topics.asMessages, icon: 'message-circle', act: () => void call('viewAsMessages', { chat: props.id, on: true }).catch(() => {}) },
      ...own.filter((i) => !i.danger),
      ...own.filter((i) => i.danger),
    ]
    return items.filter((i) => i !== false)
  }
  const make = (): void => topicQuestion.ask({ kind: 'make', chat: props.id })
  return (
    <>
      <header class="bar topics-bar">
        <IconButton icon="arrow-left" label={t().common.back} mirror onClick={leave} />
        <Avatar id={props.id} peer={place()} size={36} />
        <div class="conversation-who">
          <h1 dir="auto">
            <button type="button" class="conversation-name" title={t().group.info.group} onClick={() => go({ info: route().info === 'group' ? '' : 'group' })}>{nameOf(props.id)}</button>
          </h1>
          <p aria-live="polite" classList={{ 'conversation-typing': typingIn(props.id).length > 0 }}>{typingIn(props.id).length > 0 ? typingText(props.id) : presenceText(props.id)}</p>
        </div>
        <Show when={mayMakeTopics(place())}>
          <IconButton icon="square-pen" label={t().topics.make} mirror onClick={make} />
        </Show>
        <MenuButton icon="ellipsis-vertical" label={t().common.more} items={menu()} />
      </header>
      <SearchBox text={query()} onText={setQuery} hint={t().topics.search} />
      <Show when={query().trim() === ''} fallback={<TopicResults id={props.id} query={query()} />}>
        <Show when={ids().length > 0} fallback={<Nothing id={props.id} />}>
          <Rows id={props.id} ids={ids()} />
        </Show>
      </Show>
      <Show when={writable(place()).kind === 'join'}><Barred id={props.id} why={writable(place())} /></Show>
    </>
  )
}

function Nothing(props: { id: PeerId }): JSX.Element {
  const all = () => forum(props.id)
  return (
    <Show when={all().loaded || all().failed} fallback={<Skeleton />}>
      <Show
        when={!all().failed}
        fallback={<Empty icon="circle-alert" title={t().topics.loadFailed}><Button onClick={() => void loadTopics(props.id)}>{t().common.retry}</Button></Empty>}
      >
        <Empty icon="message-circle" title={t().topics.none} hint={mayMakeTopics(peer(props.id)) ? t().topics.noneHint : undefined} />
      </Show>
    </Show>
  )
}

/** Only those in sight are in the page; near the end the next ones are asked for. */
function Rows(props: { id: PeerId; ids: readonly number[] }): JSX.Element {
  let list: VirtualizerHandle | undefined
  const List = (p: ParentProps<{ style?: JSX.CSSProperties; ref?: HTMLUListElement }>): JSX.Element => (
    <ul ref={p.ref} style={p.style} aria-label={t().topics.list}>{p.children}</ul>
  )
  const pick = (at: Element): Item[] | undefined => {
    const topic = topicIn(props.id, Number(at.closest<HTMLElement>('[data-topic]')?.dataset.topic))
    return topic && topicActions(topic)
  }
  const scrolled = (): void => {
    if (list && list.scrollOffset + list.viewportSize > list.scrollSize - 400) void loadMoreTopics(props.id)
  }
  return (
    <ContextMenu class="chat-menu" label={t().topics.actions} pick={pick}>
      <div class="chat-rows" onKeyDown={walkList}>
        <Virtualizer ref={(h) => (list = h)} data={props.ids} as={List} item="li" itemSize={60} onScroll={scrolled}>
          {(id) => <Show when={topicIn(props.id, id)}>{(topic) => <TopicRow topic={topic()} />}</Show>}
        </Virtualizer>
      </div>
    </ContextMenu>
  )
}
