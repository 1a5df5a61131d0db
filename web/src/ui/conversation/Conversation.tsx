import { createEffect, createSignal, on, onMount, Show, type JSX } from 'solid-js'
import type { PeerId } from '../../model/peer'
import { chat, loadChat } from '../../store/chats'
import { loadAround } from '../../store/history'
import { DropPlace } from '../attach/DropPlace'
import { onEscape } from '../shell/escape'
import { back, route } from '../shell/route'
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
  onMount(async () => {
    if (!chat(props.id)) await loadChat(props.id).catch(() => {}) // tried again with the next message
    const c = chat(props.id)
    // Ids begin at 1: whoever has read nothing begins there.
    if (route().message === undefined) void loadAround(props.id, c && c.unread > 0 ? Math.max(c.readIn, 1) : 0)
  })
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
        <Composer onSent={() => setSent((n) => n + 1)} />
        <Questions />
      </DropPlace>
    </TalkContext.Provider>
  )
}
