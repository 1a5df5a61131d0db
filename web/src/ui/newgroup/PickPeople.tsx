import { createEffect, createMemo, createResource, createSignal, For, onCleanup, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { self } from '../../store/account'
import { call } from '../../store/link'
import { knownPeers, peer } from '../../store/peers'
import { matches } from '../../view/find'
import { Icon } from '../icon/Icon'
import { Avatar } from '../parts/Avatar'
import { personName } from '../parts/name'
import { presenceText } from '../parts/presence'
import { SearchBox } from '../parts/SearchBox'
import { walkList } from '../parts/walk'
import '../newchat/newchat.css'
import './newgroup.css'

/** How long to wait for the next letter before the server is asked. */
const pause = 250

/** Chooses several people: contacts, people that were met here, and whoever a search finds. */
export function PickPeople(props: { chosen: readonly PeerId[]; without?: readonly PeerId[]; onChange: (ids: readonly PeerId[]) => void }): JSX.Element {
  const [query, setQuery] = createSignal('')
  const [asked, setAsked] = createSignal('')
  const [contacts] = createResource(() => call('getContacts', {}).catch((): readonly PeerId[] => []))
  const [found] = createResource(asked, (q) => call('findPeople', { query: q }).catch((): readonly PeerId[] => []))
  createEffect(() => {
    const q = query().trim()
    const timer = setTimeout(() => setAsked(q), q ? pause : 0)
    onCleanup(() => clearTimeout(timer))
  })
  const people = createMemo((): PeerId[] => {
    const q = query().trim()
    const known = knownPeers().filter((p) => p.kind === 'user' && !p.deleted && matches(p, q)).map((p) => p.id)
    const own = (contacts.latest ?? []).filter((id) => matches(peer(id), q))
    const answered = asked() === q && q !== '' ? (found.latest ?? []) : []
    return [...new Set([...own, ...known, ...answered])].filter((id) => id > 0 && id !== self() && !props.without?.includes(id))
  })
  const has = (id: PeerId): boolean => props.chosen.includes(id)
  const toggle = (id: PeerId): void => props.onChange(has(id) ? props.chosen.filter((o) => o !== id) : [...props.chosen, id])
  return (
    <>
      <Show when={props.chosen.length > 0}>
        <ul class="pick-chosen" aria-label={t().group.make.chosen}>
          <For each={props.chosen}>
            {(id) => (
              <li>
                <button type="button" class="pick-chip" aria-label={t().group.make.takeOut(personName(id))} onClick={() => toggle(id)}>
                  <Avatar id={id} peer={peer(id)} size={24} />
                  <span dir="auto">{personName(id)}</span>
                  <Icon name="x" size={14} />
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <SearchBox text={query()} onText={setQuery} hint={t().newChat.hint} />
      <Show when={people().length > 0} fallback={<p class="section-hint">{query().trim() === '' ? t().group.make.peopleHint : t().newChat.nobody}</p>}>
        <ul class="people" onKeyDown={walkList} aria-label={t().group.make.found}>
          <For each={people()}>
            {(id) => (
              <li>
                <button type="button" class="person pick-person" role="checkbox" aria-checked={has(id)} onClick={() => toggle(id)}>
                  <Avatar id={id} peer={peer(id)} size={40} />
                  <span class="person-name" dir="auto">{personName(id)}</span>
                  <span class="person-more">{presenceText(id)}</span>
                  <Icon name={has(id) ? 'square-check' : 'square'} class="pick-mark" />
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </>
  )
}
