import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show, type JSX } from 'solid-js'
import { Virtualizer, type VirtualizerHandle } from 'virtua/solid'
import { t } from '../../lang'
import { day, shortNumber } from '../../lang/format'
import type { PeerId } from '../../model/peer'
import { topicOf } from '../../model/topic'
import { self } from '../../store/account'
import { loadChat } from '../../store/chats'
import { history, loadAround, loadNewer, loadOlder } from '../../store/history'
import { call } from '../../store/link'
import { outbox } from '../../store/outbox'
import { inSight, readUpTo } from '../../store/reading'
import { loadTopic, standing, topicTitle } from '../../store/topics'
import { makeRows, type Row } from '../../view/rows'
import { Button } from '../parts/Button'
import { ContextMenu } from '../parts/ContextMenu'
import { Empty } from '../parts/Empty'
import type { Item } from '../parts/Menu'
import { nameOf } from '../parts/name'
import { Icon } from '../icon/Icon'
import { go, route } from '../shell/route'
import { actions } from './actions'
import { Announcer } from './Announcer'
import { MessageRow } from './MessageRow'
import { useTalk } from './talk'

/** Within so many pixels of the end, new messages keep the end in sight. */
const nearEnd = 80
/** Within so many pixels of an end of what is loaded, more is loaded. */
const reach = 1200

/** The log of a chat. What is loaded is a window; only rows in sight are in the page. */
export function MessageList(props: { id: PeerId; topic?: number; sent: number }): JSX.Element {
  const talk = useTalk()
  let scroller: HTMLDivElement | undefined
  let list: VirtualizerHandle | undefined
  const w = () => history(props.id, props.topic)
  const now = () => standing(props.id, props.topic)
  const waiting = () => outbox(props.id).filter((m) => props.topic === undefined || topicOf(m) === props.topic)
  // Stays where it was when the chat was opened, however much is read meanwhile.
  const [unreadFrom, setUnreadFrom] = createSignal(0)
  const [atEnd, setAtEnd] = createSignal(true)
  const [flash, setFlash] = createSignal(0)
  const [floating, setFloating] = createSignal('')
  let placed = false

  // What is on its way stands at the end, also while nothing could be loaded.
  const messages = createMemo(() => (w().atEnd || w().messages.length === 0 ? [...w().messages, ...waiting()] : w().messages))
  const rows = createMemo<{ rows: Row[]; shift: boolean }>((old) => {
    const made = makeRows(messages(), unreadFrom(), old.rows)
    // Rows before the first message that was there push the others down; the line before the unread ones does not.
    const first = old.rows.findIndex((r) => r.kind === 'message')
    const shift = first >= 0 && made.findIndex((r) => r.key === old.rows[first]?.key) > first
    return { rows: made, shift }
  }, { rows: [], shift: false })

  const indexOf = (id: number): number => rows().rows.findIndex((r) => r.kind === 'message' && (r.message.id === id || r.album?.some((m) => m.id === id)))
  const toEnd = (): void => list?.scrollToIndex(rows().rows.length - 1, { align: 'end' })

  /** Puts the first sight where it belongs: at a message that was asked for, at the first unread one, or at the end. */
  const place = (): void => {
    const c = now()
    const target = route().message
    if (target !== undefined) {
      const at = indexOf(target)
      if (at < 0) return
      list?.scrollToIndex(at, { align: 'center' })
      setFlash(target)
      setTimeout(() => setFlash(0), 1600)
      go({ message: undefined }, { replace: true })
    } else if (c && c.unread > 0) {
      const first = w().messages.find((m) => !m.out && m.id > c.readIn)
      if (first) setUnreadFrom(first.id)
      const at = rows().rows.findIndex((r) => r.kind === 'unread')
      if (at >= 0) list?.scrollToIndex(at, { align: 'start', offset: -48 })
      else toEnd()
    } else {
      toEnd()
    }
    placed = true
    requestAnimationFrame(looked)
  }

  createEffect(on([() => w().loading, () => rows().rows.length > 0, () => route().message], ([loading, some, target]) => {
    if (loading !== 'first' && some && (!placed || target !== undefined)) queueMicrotask(place)
  }))
  createEffect(on(() => messages().at(-1)?.id, () => {
    // Another piece of the history, to which a quote or a search leads, is not the end moving on.
    if (placed && atEnd() && w().atEnd && route().message === undefined) queueMicrotask(() => requestAnimationFrame(toEnd))
  }, { defer: true }))
  createEffect(on(() => props.sent, () => {
    setUnreadFrom(0)
    if (w().atEnd) requestAnimationFrame(toEnd)
    else jumpToEnd()
  }, { defer: true }))

  const jumpToEnd = (): void => {
    if (w().atEnd) {
      toEnd()
      return
    }
    placed = false
    void loadAround(props.id, 0, props.topic).then(() => queueMicrotask(toEnd))
  }

  /** What is to be done about what is in sight now. */
  const looked = (): void => {
    if (!list || !placed || !scroller) return
    const { scrollOffset, viewportSize } = list
    const below = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight
    setAtEnd(below < nearEnd)
    if (scrollOffset < reach) void loadOlder(props.id, props.topic)
    if (below < reach) void loadNewer(props.id, props.topic)
    const top = rows().rows[list.findItemIndex(scrollOffset + 8)]
    setFloating(top?.kind === 'message' ? day(top.message.date) : '')
    if (document.visibilityState !== 'visible' || !document.hasFocus()) return
    const bottom = rows().rows[Math.min(list.findItemIndex(scrollOffset + viewportSize - 24), rows().rows.length - 1)]
    const newest = bottom?.kind === 'message' ? (bottom.album?.at(-1) ?? bottom.message).id : 0
    if (newest > 0) readUpTo(props.id, newest, props.topic)
    const shown = rows().rows.slice(list.findItemIndex(scrollOffset), list.findItemIndex(scrollOffset + viewportSize) + 1)
    inSight(props.id, shown.flatMap((r) => (r.kind === 'message' ? (r.album ?? [r.message]) : [])))
  }
  createEffect(on(rows, () => requestAnimationFrame(looked)))
  // Rows are measured after they are shown: whoever was at the end stays there.
  onMount(() => {
    const measured = new ResizeObserver(() => {
      if (placed && atEnd() && w().atEnd) toEnd()
      looked()
    })
    if (scroller) for (const el of scroller.children) measured.observe(el)
    onCleanup(() => measured.disconnect())
  })
  const focused = (): void => looked()
  window.addEventListener('focus', focused)
  document.addEventListener('visibilitychange', focused)
  onCleanup(() => {
    window.removeEventListener('focus', focused)
    document.removeEventListener('visibilitychange', focused)
  })

  const pick = (at: Element): Item[] | undefined => {
    const id = Number(at.closest<HTMLElement>('[data-id]')?.dataset.id)
    const m = messages().find((o) => o.id === id)
    if (!m || at.closest('a:not(.file-name, .page, .place)') || getSelection()?.isCollapsed === false) return undefined
    return actions(talk, m)
  }
  /** Arrow keys go from message to message; the menu key opens the menu of the one that has the focus. */
  const walk = (e: KeyboardEvent): void => {
    if (e.key !== 'ArrowUp' && e.key !== 'ArrowDown') return
    const articles = [...(scroller?.querySelectorAll<HTMLElement>('article[data-id]') ?? [])]
    const at = articles.indexOf(document.activeElement as HTMLElement)
    const next = at < 0 ? articles.at(-1) : articles[at + (e.key === 'ArrowUp' ? -1 : 1)]
    if (!next) return
    e.preventDefault()
    next.focus()
    next.scrollIntoView({ block: 'nearest' })
  }

  const hint = (): string => {
    if (props.topic !== undefined) return t().topics.begin(topicTitle(props.id, props.topic))
    return props.id === self() ? t().chat.savedHint : t().chat.emptyHint(nameOf(props.id))
  }
  const unread = (): number => now()?.unread ?? 0
  const mentions = (): number => now()?.mentions ?? 0
  const toMention = async (): Promise<void> => {
    const id = await call('nextMention', { chat: props.id, topic: props.topic }).catch(() => undefined)
    if (id !== undefined) go({ message: id }, { replace: true })
    else void (props.topic === undefined ? loadChat(props.id) : loadTopic(props.id, props.topic))
  }
  return (
    <div class="log-place">
      <Show when={floating() && !atEnd()}>
        <p class="day day-floating" aria-hidden="true"><span>{floating()}</span></p>
      </Show>
      <ContextMenu class="log-menu" label={t().message.actions} pick={pick}>
      <div class="log" role="log" aria-label={t().chat.messages} aria-live="off" tabindex="0" ref={scroller} onKeyDown={walk} aria-busy={w().loading === 'first'}>
        <div class="log-space" />
        <Virtualizer ref={(h) => (list = h)} data={rows().rows} shift={rows().shift} onScroll={looked} onScrollEnd={looked} bufferSize={400} startMargin={8}>
          {(row) => <MessageRow row={row} flash={row.kind === 'message' && (flash() === row.message.id || row.album?.some((m) => m.id === flash()) === true)} />}
        </Virtualizer>
      </div>
      </ContextMenu>
      <Show when={rows().rows.length === 0 && w().loading === 'none'}>
        <div class="log-empty">
          <Show
            when={!w().failed}
            fallback={<Empty icon="circle-alert" title={t().chat.loadFailed}><Button onClick={() => void loadAround(props.id, 0, props.topic)}>{t().common.retry}</Button></Empty>}
          >
            <Empty icon="message-circle" title={t().chat.emptyTitle} hint={hint()} />
          </Show>
        </div>
      </Show>
      <Show when={mentions() > 0}>
        <button type="button" class="to-end to-mention" aria-label={t().group.write.mentions} title={t().group.write.mentions} onClick={() => void toMention()}>
          <Icon name="at-sign" />
          <span class="badge">{shortNumber(mentions())}</span>
        </button>
      </Show>
      <Show when={!atEnd() || (!w().atEnd && w().messages.length > 0)}>
        <button type="button" class="to-end" aria-label={t().chat.toEnd} title={t().chat.toEnd} onClick={jumpToEnd}>
          <Icon name="chevron-down" />
          <Show when={unread() > 0}>
            <span class="badge">{shortNumber(unread())}</span>
          </Show>
        </button>
      </Show>
      <Announcer id={props.id} topic={props.topic} />
    </div>
  )
}
