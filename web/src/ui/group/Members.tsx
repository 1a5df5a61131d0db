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
import { More } from '../parts/More'
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

/** How much of a page is asked for once more with the next one: who left meanwhile moves the others up, and nobody may be passed over. */
const overlap = 10

const pageSize = 50

/** How many the server tells at once. */
const most = 200

/** From how many on they are searched. */
const many = 8

/** Those of a kind, more of them as one scrolls. A basic group tells all of its members at once. */
export function MemberList(props: { id: PeerId; kind: MemberKind }): JSX.Element {
  const [query, setQuery] = createSignal('')
  const [paged, setPaged] = createSignal<readonly Member[]>([])
  const [count, setCount] = createSignal<number>()
  const [more, setMore] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const [error, setError] = createSignal('')
  const [chosen, setChosen] = createSignal<Member>()
  let turn = 0
  /** The server finds members by their names; admins are few, and told whole. */
  const asked = (): string => (props.kind === 'admins' ? '' : query())
  /** Reads what follows the members that are kept, until there are so many. */
  const load = async (kept: readonly Member[], least: number): Promise<void> => {
    if (!isChannel(props.id)) return
    const mine = ++turn
    setBusy(true)
    let all = [...kept]
    try {
      for (;;) {
        const offset = Math.max(all.length - overlap, 0)
        const page = await call('getMembers', { chat: props.id, kind: props.kind, query: asked(), offset, limit: least > pageSize ? most : pageSize })
        if (mine !== turn) return
        const had = new Set(all.map((m) => m.id))
        all = [...all, ...page.members.filter((m) => !had.has(m.id))]
        setCount(page.count)
        setMore(page.members.length > 0 && offset + page.members.length < page.count)
        if (!more() || all.length >= least) break
      }
      setPaged(all)
      setError('')
    } catch (e) {
      if (mine === turn) setError(errorText(e))
    } finally {
      if (mine === turn) setBusy(false)
    }
  }
  // What happens comes in heaps: when many join, the list is read once.
  let soon: ReturnType<typeof setTimeout> | undefined
  const renew = (): void => {
    clearTimeout(soon)
    soon = setTimeout(() => void load([], paged().length), pause)
  }
  onCleanup(() => clearTimeout(soon))
  createEffect(on(query, (q, before) => {
    if (props.kind === 'admins' && before !== undefined) return
    const timer = setTimeout(() => void load([], 0), q ? pause : 0)
    onCleanup(() => clearTimeout(timer))
  }))
  onCleanup(listen('group', ({ chat }) => chat === props.id && renew()))
  onCleanup(listen('standing', ({ chat }) => chat === props.id && renew()))
  onCleanup(listen('message', (m) => m.chat === props.id && m.service && renew()))
  const shown = (): readonly Member[] => {
    const all = isChannel(props.id) ? paged() : (group(props.id)?.all ?? [])
    return isChannel(props.id) && props.kind !== 'admins' ? all : all.filter((m) => matches(peer(m.id), query().trim()))
  }
  const searchable = (): boolean => query() !== '' || (count() ?? shown().length) > many
  return (
    <>
      <Show when={searchable()}>
        <div class="group-search"><SearchBox text={query()} onText={setQuery} hint={t().group.info.search} /></div>
      </Show>
      <ul onKeyDown={walkList} aria-label={t().group.info[props.kind]} aria-busy={busy()}>
        <For each={shown()}>
          {(m) => (
            <li class="member-line">
              <MemberRow member={m} onPress={() => setChosen(m)} />
            </li>
          )}
        </For>
      </ul>
      <Show when={shown().length === 0 && (count() !== undefined || !isChannel(props.id)) && !busy()}>
        <p class="section-hint">{t().group.info.none}</p>
      </Show>
      <Show when={error()}>
        <p class="says says-error" role="alert">{error()}</p>
      </Show>
      <Show when={more() || error()}>
        <More busy={busy()} failed={error() !== ''} onMore={() => void load(paged(), paged().length + 1)} />
      </Show>
      <Show when={chosen()} keyed>
        {(m) => <MemberDialog chat={props.id} member={m} onClose={() => setChosen(undefined)} />}
      </Show>
    </>
  )
}
