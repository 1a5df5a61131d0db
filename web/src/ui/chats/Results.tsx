import { createEffect, createMemo, createSignal, For, onCleanup, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { shortDate } from '../../lang/format'
import type { Message } from '../../model/message'
import type { PeerId } from '../../model/peer'
import { chats } from '../../store/chats'
import { call } from '../../store/link'
import { knownPeers, peer } from '../../store/peers'
import { matches } from '../../view/find'
import { summary } from '../conversation/summary'
import { Avatar } from '../parts/Avatar'
import { Empty } from '../parts/Empty'
import { nameOf, personName } from '../parts/name'
import { walkList } from '../parts/walk'
import { self } from '../../store/account'
import { chatLink, follow, openChat } from '../shell/route'
import { ChatRow } from './ChatRow'

/** How long to wait for the next letter before the server is asked. */
const pause = 250

/** What a search over everything found: chats and people first, then messages. */
export function Results(props: { query: string }): JSX.Element {
  const [people, setPeople] = createSignal<readonly PeerId[]>([])
  const [messages, setMessages] = createSignal<readonly Message[]>([])
  const [busy, setBusy] = createSignal(true)
  createEffect(() => {
    const query = props.query.trim()
    let current = true
    setBusy(true)
    const timer = setTimeout(async () => {
      const [p, m] = await Promise.all([
        call('findPeople', { query }).catch(() => []),
        call('searchAll', { query }).then((f) => f.messages).catch(() => []),
      ])
      if (!current) return
      setPeople(p)
      setMessages(m)
      setBusy(false)
    }, pause)
    onCleanup(() => {
      current = false
      clearTimeout(timer)
    })
  })
  const found = createMemo((): PeerId[] => {
    const known = knownPeers().filter((p) => (chats().has(p.id) || (p.kind === 'user' && p.contact)) && matches(p, props.query)).map((p) => p.id)
    return [...new Set([...known, ...people()])]
  })
  return (
    <div class="results" onKeyDown={walkList}>
      <Show when={found().length > 0}>
        <h2 id="found-people">{t().chats.people}</h2>
        <ul aria-labelledby="found-people">
          <For each={found()}>{(id) => <li><ChatRow id={id} /></li>}</For>
        </ul>
      </Show>
      <Show when={messages().length > 0}>
        <h2 id="found-messages">{t().chats.messages}</h2>
        <ul aria-labelledby="found-messages">
          <For each={messages()}>{(m) => <li><Hit message={m} /></li>}</For>
        </ul>
      </Show>
      <Show when={!busy() && found().length === 0 && messages().length === 0}>
        <Empty icon="search" title={t().chats.nothing} hint={t().chats.nothingHint} />
      </Show>
    </div>
  )
}

function Hit(props: { message: Message }): JSX.Element {
  const id = () => props.message.chat
  return (
    <a href={chatLink(id(), props.message.id)} class="chat-row" onClick={(e) => follow(e, () => openChat(id(), props.message.id))}>
      <Avatar id={id()} peer={peer(id())} saved={id() === self()} />
      <span class="chat-row-name"><span class="chat-row-title" dir="auto">{nameOf(id())}</span></span>
      <span class="chat-row-when"><time>{shortDate(props.message.date)}</time></span>
      <span class="chat-row-text" dir="auto">
        <Show when={props.message.out && id() !== self()} fallback={id() < 0 ? `${personName(props.message.from)}: ` : ''}>
          <span class="chat-row-you">{t().common.you}: </span>
        </Show>
        {summary(props.message)}
      </span>
    </a>
  )
}
