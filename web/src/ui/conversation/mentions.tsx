import { createEffect, createSignal, createUniqueId, For, onCleanup, Show, type Accessor, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { self } from '../../store/account'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { matches } from '../../view/find'
import { Avatar } from '../parts/Avatar'
import { personName } from '../parts/name'
import { mentionIn, putMention, type Mentioning } from './rich'

/** How long to wait for the next letter, and how many names are shown. */
const pause = 150
const most = 6

/** Names that complete what is written behind an @. */
export interface Mentions {
  readonly id: string
  readonly shown: Accessor<boolean>
  /** The element of the name that Enter would take. */
  readonly active: Accessor<string | undefined>
  /** Something was written: is it a name? */
  readonly look: () => void
  readonly close: () => void
  /** Whether a key was for the names. */
  readonly keys: (e: KeyboardEvent) => boolean
  readonly List: () => JSX.Element
}

/** Completes names in the box of a group; elsewhere there is nobody to choose from. */
export function createMentions(chat: PeerId, box: () => HTMLElement): Mentions {
  const id = createUniqueId()
  const [at, setAt] = createSignal<Mentioning>()
  const [found, setFound] = createSignal<readonly PeerId[]>([])
  const [chosen, setChosen] = createSignal(0)
  const query = (): string | undefined => at()?.query
  createEffect(() => {
    const q = query()
    if (q === undefined) return
    let current = true
    const timer = setTimeout(async () => {
      const people = await call('findMembers', { chat, query: q }).catch((): readonly PeerId[] => [])
      if (!current) return
      setChosen(0)
      setFound(people.filter((p) => p > 0 && p !== self() && matches(peer(p), q)).slice(0, most))
    }, pause)
    onCleanup(() => {
      current = false
      clearTimeout(timer)
    })
  })
  const shown = (): boolean => at() !== undefined && found().length > 0
  const option = (n: number): string => `${id}-${n}`
  const close = (): void => {
    setAt(undefined)
    setFound([])
  }
  const take = (who: PeerId | undefined): void => {
    const place = at()
    close()
    if (who !== undefined && place) putMention(box(), place, { id: who, name: personName(who), username: peer(who)?.username })
  }
  return {
    id, shown, close,
    active: () => (shown() ? option(chosen()) : undefined),
    look: () => {
      const m = chat < 0 ? mentionIn(box()) : undefined
      if (m) setAt(m)
      else close()
    },
    keys: (e) => {
      if (!shown()) return false
      const step = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0
      if (step !== 0) setChosen((n) => (n + step + found().length) % found().length)
      else if (e.key === 'Enter' || e.key === 'Tab') take(found()[chosen()])
      else if (e.key === 'Escape') close()
      else return false
      e.preventDefault()
      e.stopPropagation()
      return true
    },
    List: () => (
      <Show when={shown()}>
        <ul class="mention-list" role="listbox" id={id} aria-label={t().group.mention}>
          <For each={found()}>
            {(p, n) => (
              <li
                id={option(n())} class="mention-one" role="option" aria-selected={chosen() === n()}
                // Before the box loses the focus, and with it the place where the name goes.
                onPointerDown={(e) => {
                  e.preventDefault()
                  take(p)
                }}
              >
                <Avatar id={p} peer={peer(p)} size={28} />
                <span class="mention-name" dir="auto">{personName(p)}</span>
                <Show when={peer(p)?.username}>{(name) => <span class="mention-more" dir="ltr">{`@${name()}`}</span>}</Show>
              </li>
            )}
          </For>
        </ul>
      </Show>
    ),
  }
}
