import { createEffect, createSignal, For, on, onCleanup, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import type { Member, MemberKind } from '../../model/group'
import { isChannel, type PeerId } from '../../model/peer'
import { group } from '../../store/groups'
import { call, listen } from '../../store/link'
import { peer } from '../../store/peers'
import { matches } from '../../view/find'
import { isBroadcast, mayAll } from '../../view/rights'
import { Button } from '../parts/Button'
import { SearchBox } from '../parts/SearchBox'
import { walkList } from '../parts/walk'
import { Section } from '../settings/Page'
import { Row } from '../settings/Row'
import { go } from '../shell/route'
import { MemberDialog } from './MemberDialog'
import { MemberRow } from './MemberRow'

/** How long to wait for the next letter before the server is asked. */
const pause = 250

/** Who is in a group or channel, with a search and a way to add more. */
export function Members(props: { id: PeerId }): JSX.Element {
  const place = () => peer(props.id)
  return (
    <Section title={isBroadcast(place()) ? t().group.info.subscribers : t().group.info.members}>
      <Show when={mayAll(place(), 'inviteUsers')}>
        <Row icon="user-plus" label={t().group.info.add} onClick={() => go({ info: 'groupAdd' })} />
      </Show>
      <MemberList id={props.id} kind="members" />
    </Section>
  )
}

/** Those of a kind, page by page. A basic group tells all of its members at once. */
export function MemberList(props: { id: PeerId; kind: MemberKind }): JSX.Element {
  const [query, setQuery] = createSignal('')
  const [paged, setPaged] = createSignal<readonly Member[]>([])
  const [count, setCount] = createSignal<number>()
  const [error, setError] = createSignal('')
  const [chosen, setChosen] = createSignal<Member>()
  let turn = 0
  const load = async (fresh: boolean): Promise<void> => {
    if (!isChannel(props.id)) return
    const mine = ++turn
    try {
      const page = await call('getMembers', { chat: props.id, kind: props.kind, query: query(), offset: fresh ? 0 : paged().length })
      if (mine !== turn) return
      setPaged(fresh ? page.members : [...paged(), ...page.members])
      setCount(page.count)
      setError('')
    } catch (e) {
      if (mine === turn) setError(errorText(e))
    }
  }
  createEffect(on(query, (q) => {
    const timer = setTimeout(() => void load(true), q ? pause : 0)
    onCleanup(() => clearTimeout(timer))
  }))
  onCleanup(listen('group', ({ chat }) => chat === props.id && void load(true)))
  onCleanup(listen('standing', ({ chat }) => chat === props.id && void load(true)))
  onCleanup(listen('message', (m) => m.chat === props.id && m.service && void load(true)))
  const shown = (): readonly Member[] =>
    isChannel(props.id) ? paged() : (group(props.id)?.all ?? []).filter((m) => matches(peer(m.id), query().trim()))
  const searchable = (): boolean => query() !== '' || props.kind === 'members' && (count() ?? shown().length) > 8
  return (
    <>
      <Show when={searchable()}>
        <div class="group-search"><SearchBox text={query()} onText={setQuery} hint={t().group.info.search} /></div>
      </Show>
      <Show when={error()}>
        <p class="says says-error" role="alert">{error()}</p>
      </Show>
      <ul onKeyDown={walkList} aria-label={t().group.info[props.kind]}>
        <For each={shown()}>
          {(m) => (
            <li>
              <MemberRow member={m} onPress={() => setChosen(m)} />
            </li>
          )}
        </For>
      </ul>
      <Show when={shown().length === 0 && (count() === 0 || !isChannel(props.id))}>
        <p class="section-hint">{t().group.info.none}</p>
      </Show>
      <Show when={isChannel(props.id) && paged().length < (count() ?? 0)}>
        <Button class="section-button" look="plain" onClick={() => void load(false)}>{t().group.info.more}</Button>
      </Show>
      <Show when={chosen()} keyed>
        {(m) => <MemberDialog chat={props.id} member={m} onClose={() => setChosen(undefined)} />}
      </Show>
    </>
  )
}
