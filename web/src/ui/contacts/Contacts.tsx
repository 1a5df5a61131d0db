import { createMemo, createResource, createSignal, For, onCleanup, Show, type JSX } from 'solid-js'
import { language, t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { call, listen } from '../../store/link'
import { peer } from '../../store/peers'
import { matches } from '../../view/find'
import { Avatar } from '../parts/Avatar'
import { IconButton } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Empty } from '../parts/Empty'
import { personName } from '../parts/name'
import { presenceText } from '../parts/presence'
import { SearchBox } from '../parts/SearchBox'
import { LeftBar } from '../shell/LeftBar'
import { openChat } from '../shell/route'
import { Loaded } from '../settings/Loaded'
import { AddContact } from './AddContact'
import '../newchat/newchat.css'

/** The address book. */
export function Contacts(): JSX.Element {
  const [contacts, { refetch }] = createResource(() => call('getContacts', {}))
  const [query, setQuery] = createSignal('')
  const [adding, setAdding] = createSignal(false)
  onCleanup(listen('contacts', () => void refetch()))
  const sorted = (ids: readonly PeerId[]): PeerId[] => {
    const order = new Intl.Collator(language())
    return ids.filter((id) => matches(peer(id), query())).sort((a, b) => order.compare(personName(a), personName(b)))
  }
  const added = (id: PeerId | undefined): void => {
    if (id === undefined) return
    setAdding(false)
    openChat(id)
  }
  return (
    <>
      <LeftBar title={t().contacts.title}>
        <IconButton icon="user-plus" label={t().contacts.add} onClick={() => setAdding(true)} />
      </LeftBar>
      <SearchBox text={query()} onText={setQuery} />
      <Loaded what={contacts} again={() => void refetch()}>
        {(ids) => {
          const people = createMemo(() => sorted(ids()))
          return (
            <Show when={people().length > 0} fallback={<Nothing some={ids().length > 0} />}>
              <ul class="people" aria-label={t().contacts.list}>
                <For each={people()}>
                  {(id) => (
                    <li>
                      <button type="button" class="person" onClick={() => openChat(id)}>
                        <Avatar id={id} peer={peer(id)} size={40} />
                        <span class="person-name" dir="auto">{personName(id)}</span>
                        <span class="person-more">{presenceText(id)}</span>
                      </button>
                    </li>
                  )}
                </For>
              </ul>
            </Show>
          )
        }}
      </Loaded>
      <Dialog open={adding()} title={t().contacts.add} onClose={() => setAdding(false)}>
        <AddContact onAdded={added} onCancel={() => setAdding(false)} />
      </Dialog>
    </>
  )
}

function Nothing(props: { some: boolean }): JSX.Element {
  return (
    <Empty
      icon="users"
      title={props.some ? t().newChat.nobody : t().contacts.none}
      hint={props.some ? t().newChat.nobodyHint : t().contacts.noneHint}
    />
  )
}
