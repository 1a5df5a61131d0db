import { createMemo, createResource, createSignal, For, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { self } from '../../store/account'
import { chats } from '../../store/chats'
import { call } from '../../store/link'
import { knownPeers, peer } from '../../store/peers'
import { matches } from '../../view/find'
import { Avatar } from '../parts/Avatar'
import { Button, IconButton } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { nameOf } from '../parts/name'
import { SearchBox } from '../parts/SearchBox'

/** People who were chosen, with a way to take each out and to add more. With chats, any chat can be chosen. */
export function People(props: { label: string; add: string; ids: readonly PeerId[]; chats?: boolean; onAdd: (id: PeerId) => void; onRemove: (id: PeerId) => void; remove: (name: string) => string }): JSX.Element {
  const [adding, setAdding] = createSignal(false)
  return (
    <>
      <ul class="chosen" aria-label={props.label}>
        <For each={props.ids}>
          {(id) => (
            <li class="chosen-one">
              <Avatar id={id} peer={peer(id)} size={32} />
              <span class="row-label" dir="auto">{nameOf(id)}</span>
              <IconButton icon="x" label={props.remove(nameOf(id))} onClick={() => props.onRemove(id)} />
            </li>
          )}
        </For>
      </ul>
      <Button class="section-button" look="plain" onClick={() => setAdding(true)}>{props.add}</Button>
      <Dialog open={adding()} title={props.add} onClose={() => setAdding(false)}>
        <Choose
          without={props.ids}
          chats={props.chats === true}
          onChoose={(id) => {
            setAdding(false)
            props.onAdd(id)
          }}
        />
      </Dialog>
    </>
  )
}

function Choose(props: { without: readonly PeerId[]; chats: boolean; onChoose: (id: PeerId) => void }): JSX.Element {
  const [query, setQuery] = createSignal('')
  const [contacts] = createResource(() => call('getContacts', {}).catch((): readonly PeerId[] => []))
  const people = createMemo(() => {
    const known = knownPeers().filter((p) => (p.kind === 'user' ? !p.deleted : props.chats)).map((p) => p.id)
    return [...new Set([...(props.chats ? chats().keys() : []), ...(contacts.state === 'ready' ? contacts() : []), ...known])]
      .filter((id) => (props.chats || id !== self()) && !props.without.includes(id) && matches(peer(id), query()))
  })
  return (
    <>
      <SearchBox text={query()} onText={setQuery} />
      <ul class="choose" aria-label={t().newChat.contacts}>
        <For each={people()} fallback={<li class="section-hint">{t().newChat.nobody}</li>}>
          {(id) => (
            <li>
              <button type="button" class="row" onClick={() => props.onChoose(id)}>
                <Avatar id={id} peer={peer(id)} size={32} />
                <span class="row-label" dir="auto">{nameOf(id)}</span>
                <Show when={peer(id)?.username}>{(name) => <span class="row-value" dir="ltr">{`@${name()}`}</span>}</Show>
              </button>
            </li>
          )}
        </For>
      </ul>
    </>
  )
}
