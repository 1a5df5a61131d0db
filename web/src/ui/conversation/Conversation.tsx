import { createEffect, createMemo, createSignal, lazy, on, onCleanup, onMount, Show, Suspense, type JSX } from 'solid-js'
import { isChannel, type PeerId } from '../../model/peer'
import { chat, loadChat } from '../../store/chats'
import { loadGroup } from '../../store/groups'
import { loadAround } from '../../store/history'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { loadReactions } from '../../store/reactions'
import { loadTopic, standing, topicIn } from '../../store/topics'
import { writable } from '../../view/rights'
import { writableIn } from '../../view/topics'
import { DropPlace } from '../attach/DropPlace'
import { onEscape } from '../shell/escape'
import { back, go, openChat, route } from '../shell/route'
import { Barred } from './Barred'
import { Composer } from './Composer'
import { Header } from './Header'
import { InChatSearch } from './InChatSearch'
import { MessageList } from './MessageList'
import { PinBar } from './PinBar'
import { Questions } from './Questions'
import { SelectionBar } from './SelectionBar'
import { createTalk, TalkContext } from './talk'
import './conversation.css'

const TopicHead = lazy(async () => ({ default: (await import('../topics/TopicHead')).TopicHead }))

/** An open chat, or a topic of a forum. It is made anew for each. */
export function Conversation(props: { id: PeerId; topic?: number }): JSX.Element {
  const talk = createTalk(props.id, undefined, props.topic)
  const [sent, setSent] = createSignal(0)
  onMount(() => void loadReactions())
  onMount(async () => {
    if (!chat(props.id)) await loadChat(props.id).catch(() => {}) // tried again with the next message
    if (props.topic !== undefined) await knowTopic(props.id, props.topic)
    const c = standing(props.id, props.topic)
    // Ids begin at 1: whoever has read nothing begins there.
    if (route().message === undefined) void loadAround(props.id, c && c.unread > 0 ? Math.max(c.readIn, 1) : 0, props.topic)
  })
  const writes = createMemo(() => (props.topic === undefined ? writable(peer(props.id)) : writableIn(peer(props.id), topicIn(props.id, props.topic))), undefined, { equals: (a, b) => JSON.stringify(a) === JSON.stringify(b) })
  if (props.id < 0) {
    onMount(() => {
      void loadGroup(props.id)
      // Who comes to a channel, and who is there, is not told; while one looks it is asked now and then.
      const timer = setInterval(() => document.visibilityState === 'visible' && void loadGroup(props.id), 60_000)
      onCleanup(() => clearInterval(timer))
    })
    // Who only looks at a public channel hears of what happens there as long as it is open; of a forum its list of topics sees to that.
    const visiting = createMemo(() => props.topic === undefined && isChannel(props.id) && writes().kind === 'join')
    createEffect(() => {
      if (!visiting()) return
      void call('openChannel', { chat: props.id }).catch(() => {}) // the history is there; it does not move
      onCleanup(() => void call('closeChannel', { chat: props.id }).catch(() => {}))
    })
    // A group that becomes a supergroup while it is open goes on there.
    createEffect(on(writes, (w, before) => {
      if (w.kind === 'became' && before?.kind === 'yes') openChat(w.group, undefined, { replace: true })
    }))
  }
  createEffect(on(() => route().message, (message) => {
    if (message !== undefined) void loadAround(props.id, message, props.topic)
  }))
  // A topic that somebody deletes while it is open is left.
  createEffect(on(() => props.topic !== undefined && topicIn(props.id, props.topic) === undefined, (gone, before) => {
    if (gone && before === false && route().topic === props.topic) go({ topic: undefined, message: undefined }, { replace: true })
  }))
  onEscape(() => {
    back(props.topic === undefined ? { chat: undefined, message: undefined, info: '' } : { topic: undefined, message: undefined, info: '' })
    return true
  })
  onEscape(() => {
    const some = talk.selected().size > 0
    talk.clearSelection()
    return some
  })
  return (
    <TalkContext.Provider value={talk}>
      <DropPlace class="conversation" onFiles={(files) => talk.attach({ files, as: 'picture', caption: '' })}>
        <Show when={talk.selected().size === 0} fallback={<SelectionBar />}>
          <Show when={!talk.searching()} fallback={<InChatSearch />}>
            <Show when={props.topic} fallback={<Header id={props.id} />}>
              {(topic) => <Suspense fallback={<header class="bar conversation-head" />}><TopicHead id={props.id} topic={topic()} /></Suspense>}
            </Show>
          </Show>
        </Show>
        <PinBar />
        <MessageList id={props.id} topic={props.topic} sent={sent()} />
        <Show when={writes().kind === 'yes'} fallback={<Barred id={props.id} why={writes()} />}>
          <Composer onSent={() => setSent((n) => n + 1)} />
        </Show>
        <Questions />
      </DropPlace>
    </TalkContext.Provider>
  )
}

/** Reads a topic that is not known; where it is gone, the list of topics comes. */
async function knowTopic(chat: PeerId, topic: number): Promise<void> {
  if (topicIn(chat, topic)) return
  try {
    await loadTopic(chat, topic)
  } catch {
    return // asked again with the next message
  }
  if (!topicIn(chat, topic) && route().chat === chat && route().topic === topic) go({ topic: undefined, message: undefined }, { replace: true })
}
