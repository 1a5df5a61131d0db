import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { Message } from '../../model/message'
import type { PeerId } from '../../model/peer'
import type { Result } from '../../proto/api'
import { loadGroup } from '../../store/groups'
import { countReplies, history } from '../../store/history'
import { call, listen } from '../../store/link'
import { mergeMessages, withOwn } from '../../store/merge'
import { outbox } from '../../store/outbox'
import { peer } from '../../store/peers'
import { writable } from '../../view/rights'
import { makeRows, type Row } from '../../view/rows'
import { actions } from '../conversation/actions'
import { Barred } from '../conversation/Barred'
import { Composer } from '../conversation/Composer'
import { MessageRow } from '../conversation/MessageRow'
import { Questions } from '../conversation/Questions'
import { summary } from '../conversation/summary'
import { createTalk, TalkContext } from '../conversation/talk'
import { Button } from '../parts/Button'
import { ContextMenu } from '../parts/ContextMenu'
import { Empty } from '../parts/Empty'
import type { Item } from '../parts/Menu'

/** The comments of a thread, and a box to write one. */
export function CommentList(props: { thread: Result<'findThread'>; chat: PeerId; post: number }): JSX.Element {
  const { group, root } = props.thread
  const talk = createTalk(group, root)
  const [loaded, setLoaded] = createSignal<readonly Message[]>([])
  const [count, setCount] = createSignal<number>()
  const [more, setMore] = createSignal(false)
  const [failed, setFailed] = createSignal(false)
  let scroller: HTMLDivElement | undefined
  const belongs = (m: Message): boolean => m.chat === group && m.reply !== undefined && (m.reply.top ?? m.reply.id) === root
  const load = async (before: number): Promise<void> => {
    setFailed(false)
    try {
      const page = await call('getComments', { group, root, before })
      setLoaded((old) => mergeMessages(page.messages, old))
      setMore(page.more)
      setCount(page.count)
      const last = page.messages.at(-1)
      if (before === 0 && last) void call('readComments', { group, root, upTo: last.id }).catch(() => {}) // the next look tells again
    } catch {
      setFailed(true)
    }
  }
  onMount(() => {
    void load(0)
    void loadGroup(group)
    // Comments come as they are written, also to who is not in the group.
    void call('openChannel', { chat: group }).catch(() => {})
    onCleanup(() => void call('closeChannel', { chat: group }).catch(() => {}))
  })
  onCleanup(listen('message', (m) => {
    if (!belongs(m) || loaded().some((o) => o.id === m.id)) return
    setLoaded((old) => mergeMessages(old, [m]))
    setCount((n) => (n ?? 0) + 1)
  }))
  onCleanup(listen('edited', (m) => setLoaded((old) => (old.some((o) => o.id === m.id && o.chat === m.chat) ? old.map((o) => (o.id === m.id ? { ...m, reactions: withOwn(m.reactions, o.reactions) } : o)) : old))))
  onCleanup(listen('reactions', ({ chat, id, reactions }) => {
    if (chat === group) setLoaded((old) => old.map((o) => (o.id === id ? { ...o, reactions: withOwn(reactions, o.reactions) } : o)))
  }))
  onCleanup(listen('deleted', ({ chat, ids }) => {
    const gone = loaded().filter((m) => chat === group && ids.includes(m.id)).length
    if (gone === 0) return
    setLoaded((old) => old.filter((m) => !ids.includes(m.id)))
    setCount((n) => Math.max(0, (n ?? 0) - gone))
  }))
  createEffect(() => {
    const n = count()
    if (n !== undefined) countReplies(props.chat, props.post, n)
  })
  const all = createMemo(() => [...loaded(), ...outbox(group).filter((m) => m.reply && (m.reply.top ?? m.reply.id) === root)])
  const rows = createMemo<Row[]>((old) => makeRows(all().map(plain), 0, old), [])
  /** That each comment answers the post goes without saying. */
  const plains = new WeakMap<Message, Message>()
  function plain(m: Message): Message {
    if (m.reply?.id !== root) return m
    let p = plains.get(m)
    if (!p) plains.set(m, (p = { ...m, reply: undefined }))
    return p
  }
  createEffect(on(() => all().at(-1)?.id, () => requestAnimationFrame(() => scroller?.scrollTo({ top: scroller.scrollHeight }))))
  const pick = (at: Element): Item[] | undefined => {
    const id = Number(at.closest<HTMLElement>('[data-id]')?.dataset.id)
    const m = all().find((o) => o.id === id)
    // Selecting is for whole conversations.
    return m && actions(talk, m).filter((i) => i.icon !== 'circle-check')
  }
  const writes = () => writable(peer(group), true)
  return (
    <TalkContext.Provider value={talk}>
      <Show when={history(props.chat).messages.find((m) => m.id === props.post)}>
        {(m) => (
          <div class="thread-post">
            <span>{t().group.thread.post}</span>
            <p dir="auto">{summary(m())}</p>
          </div>
        )}
      </Show>
      <div class="thread-log" ref={scroller}>
        <Show when={more()}>
          <Button look="plain" onClick={() => void load(loaded()[0]?.id ?? 0)}>{t().group.info.more}</Button>
        </Show>
        <Show when={failed()}>
          <div class="section-failed" role="alert">
            <p>{t().chat.loadFailed}</p>
            <Button look="plain" onClick={() => void load(0)}>{t().common.retry}</Button>
          </div>
        </Show>
        <Show when={count() !== undefined && all().length === 0}>
          <Empty icon="message-circle" title={t().group.thread.none} hint={writes().kind === 'yes' ? t().group.thread.noneHint : undefined} />
        </Show>
        <ContextMenu label={t().message.actions} pick={pick}>
          <div role="log" aria-label={t().group.thread.title} aria-live="off">
            <For each={rows()}>{(row) => <MessageRow row={row} flash={false} />}</For>
          </div>
        </ContextMenu>
      </div>
      <Show when={writes().kind === 'yes'} fallback={<Barred id={group} why={writes()} />}>
        <Composer onSent={() => {}} />
      </Show>
      <Questions />
    </TalkContext.Provider>
  )
}
