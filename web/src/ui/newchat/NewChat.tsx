import { createEffect, createMemo, createResource, createSignal, For, onCleanup, onMount, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { call } from '../../store/link'
import { knownPeers, peer } from '../../store/peers'
import { matches } from '../../view/find'
import { Avatar } from '../parts/Avatar'
import { Empty } from '../parts/Empty'
import { nameOf } from '../parts/name'
import { presenceText } from '../parts/presence'
import { SearchBox } from '../parts/SearchBox'
import { walkList } from '../parts/walk'
import { LeftBar } from '../shell/LeftBar'
import { Row } from '../settings/Row'
import { chatLink, follow, go, openChat } from '../shell/route'
import '../newgroup/newgroup.css'
import '../settings/settings.css'
import './newchat.css'

/** How long to wait for the next letter before the server is asked. */
const pause = 250

/** Finds people by phone number, username or name, and opens a chat with them. */
export function NewChat(): JSX.Element {
  const [query, setQuery] = createSignal('')
  const [asked, setAsked] = createSignal('')
  const [contacts] = createResource(() => call('getContacts', {}).catch(() => []))
  const [found] = createResource(asked, (q) => call('findPeople', { query: q }).catch(() => []))
  let input: HTMLInputElement | undefined
  onMount(() => input?.focus())
  createEffect(() => {
    const q = query().trim()
    const timer = setTimeout(() => setAsked(q), q ? pause : 0)
    onCleanup(() => clearTimeout(timer))
  })
  const people = createMemo((): PeerId[] => {
    const q = query().trim()
    const own = (contacts.latest ?? []).filter((id) => matches(peer(id), q))
    if (q === '') return own
    const known = knownPeers().filter((p) => p.kind === 'user' && matches(p, q)).map((p) => p.id)
    const answered = asked() === q ? (found.latest ?? []) : []
    return [...new Set([...own, ...known, ...answered])]
  })
  return (
    <>
      <LeftBar title={t().newChat.title} />
      <SearchBox ref={input} text={query()} onText={setQuery} hint={t().newChat.hint} />
      <Show when={query().trim() === ''}>
        <div class="new-kinds">
          <Row icon="users" label={t().group.make.group} onClick={() => go({ left: 'newGroup', page: '' })} />
          <Row icon="megaphone" label={t().group.make.channel} onClick={() => go({ left: 'newChannel', page: '' })} />
        </div>
      </Show>
      <Show
        when={people().length > 0}
        fallback={
          <Show when={!found.loading && !contacts.loading && query().trim() === asked()}>
            <Empty
              icon="user"
              title={query() ? t().newChat.nobody : t().newChat.contacts}
              hint={query() ? t().newChat.nobodyHint : t().newChat.noContacts}
            />
          </Show>
        }
      >
        <ul class="people" onKeyDown={walkList} aria-label={t().newChat.contacts}>
          <For each={people()}>
            {(id) => (
              <li>
                <a href={chatLink(id)} class="person" onClick={(e) => follow(e, () => openChat(id, undefined, { replace: true }))}>
                  <Avatar id={id} peer={peer(id)} size={40} />
                  <span class="person-name" dir="auto">{nameOf(id)}</span>
                  <span class="person-more">{presenceText(id)}</span>
                </a>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </>
  )
}
