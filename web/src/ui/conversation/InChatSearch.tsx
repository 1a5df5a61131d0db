import { createEffect, createSignal, onCleanup, onMount, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { number } from '../../lang/format'
import type { Message } from '../../model/message'
import { call } from '../../store/link'
import { IconButton } from '../parts/Button'
import { SearchBox } from '../parts/SearchBox'
import { onEscape } from '../shell/escape'
import { go } from '../shell/route'
import { useTalk } from './talk'

/** How long to wait for the next letter. */
const pause = 250

/** In place of the head: looks for words in this chat, from the newest back, or goes to a day. */
export function InChatSearch(): JSX.Element {
  const talk = useTalk()
  const [query, setQuery] = createSignal('')
  const [found, setFound] = createSignal<readonly Message[]>([])
  const [count, setCount] = createSignal<number>()
  const [at, setAt] = createSignal(0)
  let input: HTMLInputElement | undefined
  let picker: HTMLInputElement | undefined
  onMount(() => input?.focus())
  onEscape(() => {
    talk.search(false)
    return true
  })
  createEffect(() => {
    const q = query().trim()
    setCount(undefined)
    setFound([])
    if (!q) return
    let current = true
    const timer = setTimeout(async () => {
      const answer = await call('searchChat', { chat: talk.chat, topic: talk.topic, query: q, before: 0 }).catch(() => undefined)
      if (!current || !answer) return
      setFound(answer.messages)
      setCount(answer.count)
      if (answer.messages.length > 0) show(0)
    }, pause)
    onCleanup(() => {
      current = false
      clearTimeout(timer)
    })
  })
  const show = (n: number): void => {
    const m = found()[n]
    if (!m) return
    setAt(n)
    go({ message: m.id }, { replace: true })
    if (n === found().length - 1 && found().length < (count() ?? 0)) void more(m.id)
  }
  const more = async (before: number): Promise<void> => {
    const answer = await call('searchChat', { chat: talk.chat, topic: talk.topic, query: query().trim(), before }).catch(() => undefined)
    if (answer) setFound((old) => [...old, ...answer.messages])
  }
  const toDay = async (day: string): Promise<void> => {
    if (!day) return
    const date = Math.floor(new Date(`${day}T00:00`).getTime() / 1000)
    const id = await call('findByDate', { chat: talk.chat, topic: talk.topic, date }).catch(() => undefined)
    if (id !== undefined) go({ message: id }, { replace: true })
  }
  return (
    <header class="bar conversation-head in-chat-search">
      <IconButton icon="arrow-left" label={t().common.close} mirror onClick={() => talk.search(false)} />
      <div
        class="in-chat-box"
        onKeyDown={(e) => {
          if (e.key === 'Enter') show(e.shiftKey ? at() - 1 : at() + 1)
        }}
      >
        <SearchBox ref={(e) => (input = e)} text={query()} onText={setQuery} hint={t().chat.searchHere} />
      </div>
      <span class="in-chat-count" role="status">
        <Show when={count() !== undefined}>{count() === 0 ? t().chat.notFound : t().chat.foundOf(number(at() + 1), number(count() ?? 0))}</Show>
      </span>
      <IconButton icon="arrow-up" label={t().chat.foundOlder} disabled={at() + 1 >= found().length} onClick={() => show(at() + 1)} />
      <IconButton icon="arrow-down" label={t().chat.foundNewer} disabled={at() === 0} onClick={() => show(at() - 1)} />
      <IconButton icon="calendar" label={t().chat.toDay} onClick={() => picker?.showPicker()} />
      <input
        ref={picker}
        class="in-chat-day"
        type="date"
        tabindex="-1"
        aria-label={t().chat.toDay}
        max={new Date().toISOString().slice(0, 10)}
        onChange={(e) => void toDay(e.currentTarget.value)}
      />
    </header>
  )
}
