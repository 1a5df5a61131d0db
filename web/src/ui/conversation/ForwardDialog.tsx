import { createMemo, createSignal, For, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { Message } from '../../model/message'
import type { PeerId } from '../../model/peer'
import { self } from '../../store/account'
import { chats } from '../../store/chats'
import { send } from '../../store/outbox'
import { peer } from '../../store/peers'
import { matches } from '../../view/find'
import { orderChats } from '../../view/order'
import { writable } from '../../view/rights'
import { Avatar } from '../parts/Avatar'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { nameOf } from '../parts/name'
import { SearchBox } from '../parts/SearchBox'
import { openChat } from '../shell/route'
import { useTalk } from './talk'
import './forward.css'

/** Passes messages on to one chat or several. */
export function ForwardDialog(props: { messages: readonly Message[] }): JSX.Element {
  const talk = useTalk()
  const [query, setQuery] = createSignal('')
  const [chosen, setChosen] = createSignal<ReadonlySet<PeerId>>(new Set())
  const ids = createMemo(() => {
    const others = orderChats(chats().values()).map((c) => c.id).filter((id) => id !== self() && writable(peer(id)).kind === 'yes')
    return [self(), ...others].filter((id) => id === self() ? nameOf(id).toLowerCase().includes(query().toLowerCase()) : matches(peer(id), query()))
  })
  const toggle = (id: PeerId): void => {
    setChosen((old) => {
      const next = new Set(old)
      if (!next.delete(id)) next.add(id)
      return next
    })
  }
  const go = (): void => {
    for (const to of chosen()) {
      for (const m of props.messages) {
        const author = m.forward ? m.forward.from : m.from
        void send(to, { text: m.text, entities: m.entities }, { forward: { chat: m.chat, id: m.id, author } })
      }
    }
    talk.clearSelection()
    talk.ask(undefined)
    const [only] = chosen()
    if (chosen().size === 1 && only !== undefined) openChat(only)
  }
  return (
    <Dialog open title={t().message.forwardTitle(props.messages.length)} onClose={() => talk.ask(undefined)}>
      <SearchBox text={query()} onText={setQuery} />
      <ul class="forward-list">
        <For each={ids()}>
          {(id) => (
            <li>
              <label class="forward-row">
                <Avatar id={id} peer={peer(id)} size={36} saved={id === self()} />
                <span dir="auto">{nameOf(id)}</span>
                <input type="checkbox" checked={chosen().has(id)} onChange={() => toggle(id)} />
              </label>
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
