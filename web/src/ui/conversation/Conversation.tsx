import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show, type JSX } from 'solid-js'
import { isChannel, type PeerId } from '../../model/peer'
import { chat, loadChat } from '../../store/chats'
import { loadGroup } from '../../store/groups'
import { loadAround } from '../../store/history'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { loadReactions } from '../../store/reactions'
import { writable } from '../../view/rights'
import { DropPlace } from '../attach/DropPlace'
import { onEscape } from '../shell/escape'
import { back, openChat, route } from '../shell/route'
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

/** An open chat. It is made anew for each chat. */
export function Conversation(props: { id: PeerId }): JSX.Element {
  const talk = createTalk(props.id)
  const [sent, setSent] = createSignal(0)
  onMount(() => void loadReactions())
  onMount(async () => {
    if (!chat(props.id)) await loadChat(props.id).catch(() => {}) // tried again with the next message
    const c = chat(props.id)
    // Ids begin at 1: whoever has read nothing begins there.
    if (route().message === undefined) void loadAround(props.id, c && c.unread > 0 ? Math.max(c.readIn, 1) : 0)
  })
  const writes = createMemo(() => writable(peer(props.id)), undefined, { equals: (a, b) => JSON.stringify(a) === JSON.stringify(b) })
  if (props.id < 0) {
    onMount(() => {
      void loadGroup(props.id)
      // Who comes to a channel, and who is there, is not told; while one looks it is asked now and then.
      const timer = setInterval(() => document.visibilityState === 'visible' && void loadGroup(props.id), 60_000)
      onCleanup(() => clearInterval(timer))
    })
    // Who only looks at a public channel hears of what happens there as long as it is open.
    const visiting = createMemo(() => isChannel(props.id) && writes().kind === 'join')
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
    if (message !== undefined) void loadAround(props.id, message)
  }))
  onEscape(() => {
    back({ chat: undefined, message: undefined, info: '' })
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
            <Header id={props.id} />
          </Show>
        </Show>
        <PinBar />
        <MessageList id={props.id} sent={sent()} />
        <Show when={writes().kind === 'yes'} fallback={<Barred id={props.id} why={writes()} />}>
          <Composer onSent={() => setSent((n) => n + 1)} />
        </Show>
        <Questions />
      </DropPlace>
    </TalkContext.Provider>
  )
}
