import { createEffect, createMemo, createSignal, For, onCleanup, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { shortDate } from '../../lang/format'
import type { Message } from '../../model/message'
import type { PeerId } from '../../model/peer'
import { topicOf, type Topic } from '../../model/topic'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { forum, topicIn, topicTitle } from '../../store/topics'
import { managesTopics, orderTopics } from '../../view/topics'
import { summary } from '../conversation/summary'
import { Empty } from '../parts/Empty'
import { personName } from '../parts/name'
import { walkList } from '../parts/walk'
import { chatLink, follow, openTopic } from '../shell/route'
import { TopicIcon } from './TopicIcon'
import { TopicRow } from './TopicRow'

/** How long to wait for the next letter before the server is asked. */
const pause = 250

/** What a search in a forum found: topics by their names first, then messages. */
export function TopicResults(props: { id: PeerId; query: string }): JSX.Element {
  const [told, setTold] = createSignal<readonly Topic[]>([])
  const [messages, setMessages] = createSignal<readonly Message[]>([])
  const [busy, setBusy] = createSignal(true)
  createEffect(() => {
    const query = props.query.trim()
    let current = true
    setBusy(true)
    const timer = setTimeout(async () => {
      const [topics, found] = await Promise.all([
        call('getTopics', { chat: props.id, query }).then((p) => p.topics).catch(() => []),
        call('searchChat', { chat: props.id, query, before: 0 }).then((f) => f.messages).catch(() => []),
      ])
      if (!current) return
      setTold(topics)
      setMessages(found)
      setBusy(false)
    }, pause)
    onCleanup(() => {
      current = false
      clearTimeout(timer)
    })
  })
  const topics = createMemo((): Topic[] => {
    const words = props.query.trim().toLocaleLowerCase()
    const own = [...forum(props.id).topics.values()].filter((x) => x.title.toLocaleLowerCase().includes(words))
    const all = new Map([...told().filter((x) => x.title.toLocaleLowerCase().includes(words)), ...own].map((x) => [x.id, topicIn(props.id, x.id) ?? x]))
    return orderTopics(all.values(), managesTopics(peer(props.id)))
  })
  return (
    <div class="results" onKeyDown={walkList}>
      <Show when={topics().length > 0}>
        <h2 id="found-topics">{t().topics.found}</h2>
        <ul aria-labelledby="found-topics">
          <For each={topics()}>{(topic) => <li><TopicRow topic={topic} /></li>}</For>
        </ul>
      </Show>
      <Show when={messages().length > 0}>
        <h2 id="found-messages">{t().topics.foundMessages}</h2>
        <ul aria-labelledby="found-messages">
          <For each={messages()}>{(m) => <li><Hit message={m} /></li>}</For>
        </ul>
      </Show>
      <Show when={!busy() && topics().length === 0 && messages().length === 0}>
        <Empty icon="search" title={t().chats.nothing} />
      </Show>
    </div>
  )
}

function Hit(props: { message: Message }): JSX.Element {
  const m = () => props.message
  const id = () => topicOf(m())
  const title = () => topicTitle(m().chat, id())
  return (
    <a href={chatLink(m().chat, m().id, id())} class="chat-row topic-row" onClick={(e) => follow(e, () => openTopic(m().chat, id(), m().id))}>
      <TopicIcon id={id()} title={title()} colour={topicIn(m().chat, id())?.colour ?? 0} />
      <span class="chat-row-name"><span class="chat-row-title" dir="auto">{title()}</span></span>
      <span class="chat-row-when"><time>{shortDate(m().date)}</time></span>
      <span class="chat-row-text" dir="auto">
        <span class="chat-row-you">{m().out ? t().common.you : personName(m().from)}: </span>
        {summary(m())}
      </span>
    </a>
  )
}
