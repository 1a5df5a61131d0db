import { createEffect, createSignal, on, onMount, type JSX } from 'solid-js'
import type { PeerId } from '../../model/peer'
import { chat, loadChat } from '../../store/chats'
import { loadAround } from '../../store/history'
import { route } from '../shell/route'
import { Composer } from './Composer'
import { Header } from './Header'
import { MessageList } from './MessageList'
import './conversation.css'

/** An open chat. It is made anew for each chat. */
export function Conversation(props: { id: PeerId }): JSX.Element {
  const [sent, setSent] = createSignal(0)
  onMount(() => {
    if (!chat(props.id)) void loadChat(props.id).catch(() => {})
  })
  createEffect(on(() => route().message, (message) => {
    const c = chat(props.id)
    void loadAround(props.id, message ?? (c && c.unread > 0 && c.readIn > 0 ? c.readIn : 0))
  }))
  return (
    <section class="conversation">
      <Header id={props.id} />
      <MessageList id={props.id} sent={sent()} />
      <Composer id={props.id} onSent={() => setSent((n) => n + 1)} />
    </section>
  )
}
