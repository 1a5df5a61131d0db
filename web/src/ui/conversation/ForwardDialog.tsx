import { createMemo, createSignal, For, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { Message } from '../../model/message'
import type { PeerId } from '../../model/peer'
import { general, type Topic } from '../../model/topic'
import { self } from '../../store/account'
import { chats } from '../../store/chats'
import { send } from '../../store/outbox'
import { peer } from '../../store/peers'
import { forum, loadTopics } from '../../store/topics'
import { matches } from '../../view/find'
import { orderChats } from '../../view/order'
import { writable } from '../../view/rights'
import { isForum, managesTopics, orderTopics, writableIn } from '../../view/topics'
import { Icon } from '../icon/Icon'
import { Avatar } from '../parts/Avatar'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { nameOf } from '../parts/name'
import { SearchBox } from '../parts/SearchBox'
import { openChat, openTopic } from '../shell/route'
import { TopicIcon } from '../topics/TopicIcon'
import { useTalk } from './talk'
import './forward.css'

/** Where a message goes: a chat, or a topic of a forum. */
interface Target {
  readonly chat: PeerId
  readonly topic?: number
}

const keyOf = (to: Target): string => `${to.chat} ${to.topic}`

/** Passes messages on to one chat or several. */
export function ForwardDialog(props: { messages: readonly Message[] }): JSX.Element {
  const talk = useTalk()
  const [query, setQuery] = createSignal('')
  const [chosen, setChosen] = createSignal<ReadonlyMap<string, Target>>(new Map())
  const [opened, setOpened] = createSignal<PeerId>()
  const ids = createMemo(() => {
    const others = orderChats(chats().values()).map((c) => c.id).filter((id) => id !== self() && writable(peer(id)).kind === 'yes')
    return [self(), ...others].filter((id) => id === self() ? nameOf(id).toLowerCase().includes(query().toLowerCase()) : matches(peer(id), query()))
  })
  const toggle = (to: Target): void => {
    setChosen((old) => {
      const next = new Map(old)
      if (!next.delete(keyOf(to))) next.set(keyOf(to), to)
      return next
    })
  }
  const open = (id: PeerId): void => {
    setOpened(opened() === id ? undefined : id)
    void loadTopics(id)
  }
  const topics = (id: PeerId): Topic[] =>
    orderTopics(forum(id).topics.values(), managesTopics(peer(id))).filter((x) => writableIn(peer(id), x).kind === 'yes')
  const go = (): void => {
    for (const { chat, topic } of chosen().values()) {
      for (const m of props.messages) {
        const author = m.forward ? m.forward.from : m.from
        void send(chat, { text: m.text, entities: m.entities }, { forward: { chat: m.chat, id: m.id, author }, topic: topic === general ? undefined : topic })
      }
    }
    talk.clearSelection()
    talk.ask(undefined)
    const [only] = chosen().values()
    if (chosen().size !== 1 || !only) return
    if (only.topic === undefined) openChat(only.chat)
    else openTopic(only.chat, only.topic)
  }
  return (
    <Dialog open title={t().message.forwardTitle(props.messages.length)} onClose={() => talk.ask(undefined)}>
      <SearchBox text={query()} onText={setQuery} />
      <ul class="forward-list">
        <For each={ids()}>
          {(id) => (
            <li>
              <Show
                when={isForum(peer(id))}
                fallback={
                  <label class="forward-row">
                    <Avatar id={id} peer={peer(id)} size={36} saved={id === self()} />
                    <span dir="auto">{nameOf(id)}</span>
                    <input type="checkbox" checked={chosen().has(keyOf({ chat: id }))} onChange={() => toggle({ chat: id })} />
                  </label>
                }
              >
                <button type="button" class="forward-row forward-forum" aria-expanded={opened() === id} onClick={() => open(id)}>
                  <Avatar id={id} peer={peer(id)} size={36} />
                  <span dir="auto">{nameOf(id)}</span>
                  <Icon name={opened() === id ? 'chevron-down' : 'chevron-right'} mirror={opened() !== id} />
                </button>
                <Show when={opened() === id}>
                  <ul class="forward-topics" aria-label={t().topics.forward(nameOf(id))}>
                    <For each={topics(id)}>
                      {(x) => (
                        <li>
                          <label class="forward-row">
                            <TopicIcon id={x.id} title={x.title} colour={x.colour} size={28} />
                            <span dir="auto">{x.title}</span>
                            <input type="checkbox" checked={chosen().has(keyOf({ chat: id, topic: x.id }))} onChange={() => toggle({ chat: id, topic: x.id })} />
                          </label>
                        </li>
                      )}
                    </For>
                  </ul>
                </Show>
              </Show>
            </li>
          )}
        </For>
      </ul>
      <div class="dialog-actions">
        <Button look="plain" onClick={() => talk.ask(undefined)}>{t().common.cancel}</Button>
        <Button disabled={chosen().size === 0} onClick={go}>{t().message.forward}</Button>
      </div>
    </Dialog>
  )
}
