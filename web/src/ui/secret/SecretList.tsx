import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { day } from '../../lang/format'
import type { SecretChat, SecretMessage } from '../../model/secret'
import { call } from '../../store/link'
import { server } from '../../store/server'
import type { SecretLog } from '../../store/secretLog'
import { Icon } from '../icon/Icon'
import { Button } from '../parts/Button'
import { ContextMenu } from '../parts/ContextMenu'
import type { Item } from '../parts/Menu'
import { personName } from '../parts/name'
import { copyText } from './copy'
import { Promises } from './Promises'
import { together } from '../../view/secrets'
import { SecretBubble } from './SecretBubble'
import { serviceText, summary } from './words'

/** How many messages are in the page before older ones are asked for. */
const atOnce = 150
/** Within so many pixels of the end, new messages keep the end in sight. */
const nearEnd = 80

/** The log of a secret chat. */
export function SecretList(props: {
  chat: SecretChat; log: SecretLog; onReply: (name: string) => void; onDelete: (ids: readonly number[]) => void; onReport: (id: number) => void
}): JSX.Element {
  let scroller!: HTMLDivElement
  const [limit, setLimit] = createSignal(atOnce)
  const [said, setSaid] = createSignal('')
  const shown = createMemo(() => props.log.messages().slice(-limit()))
  const rows = createMemo(() => together(shown()))
  const byFirst = createMemo(() => new Map(rows().map((r, i) => [r[0]?.id ?? 0, i])))
  const toEnd = (): void => void (scroller.scrollTop = scroller.scrollHeight)
  let atEnd = true
  createEffect(on(() => [shown().at(-1)?.id, shown().length], () => atEnd && requestAnimationFrame(toEnd)))
  createEffect(on(() => props.log.messages().at(-1), (m, before) => {
    if (before && m && m.id > before.id && !m.out) setSaid(`${personName(props.chat.peer)}: ${summary(m, props.chat.peer)}`)
  }))
  let reading = false
  // Who looks at it has read it: from here on the clocks of what came run.
  const look = (): void => {
    const last = props.log.messages().at(-1)
    if (!last || document.visibilityState !== 'visible' || !document.hasFocus()) return
    const open = props.log.messages().some((m) => !m.out && !m.service && m.ttl > 0 && m.ends === undefined)
    if (reading || (props.chat.unread === 0 && !open)) return
    reading = true // each is stored, so that many at once would hold up what comes
    void call('readSecret', { id: props.chat.id, upTo: last.id }).then(() => true, () => false).then((done) => {
      reading = false
      if (done && props.log.messages().at(-1) !== last) look()
    })
  }
  createEffect(on(() => [props.log.messages().length, props.chat.unread], look))
  onMount(() => {
    window.addEventListener('focus', look)
    document.addEventListener('visibilitychange', look)
    // Pictures that arrive push what is below them.
    const grown = new ResizeObserver(() => atEnd && toEnd())
    for (const el of scroller.children) grown.observe(el)
    onCleanup(() => {
      window.removeEventListener('focus', look)
      document.removeEventListener('visibilitychange', look)
      grown.disconnect()
    })
  })
  const pick = (at: Element): Item[] | undefined => {
    const id = Number(at.closest<HTMLElement>('article[data-id]')?.dataset.id)
    const row = rows().find((r) => r.some((o) => o.id === id))
    const m = row?.find((o) => o.id === id)
    if (!row || !m || at.closest('a') || getSelection()?.isCollapsed === false) return undefined
    const items: (Item | false)[] = [
      !m.service && props.chat.phase === 'ready' && { label: t().message.reply, icon: 'reply', act: () => props.onReply(m.name) },
      m.text !== '' && { label: t().message.copy, icon: 'copy', act: () => void copyText(m.text) },
      m.provable === true && (server()?.secretReportDays ?? 0) > 0 && { label: t().report.report, icon: 'flag', danger: true, act: () => props.onReport(m.id) },
      {
        label: props.chat.phase === 'ready' && !m.service ? t().secret.deleteBoth : t().common.delete, icon: 'trash-2', danger: true,
        act: () => props.onDelete(row.map((o) => o.id)),
      },
    ]
    return items.filter((i) => i !== false)
  }
  return (
    <div class="log-place">
      <ContextMenu class="log-menu" label={t().message.actions} pick={pick}>
        <div
          class="log" role="log" aria-label={t().chat.messages} aria-live="off" tabindex="0" ref={scroller} aria-busy={!props.log.loaded()}
          onScroll={() => (atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearEnd)}
        >
          <div class="log-space" />
          <div class="secret-lines">
            <Show when={props.log.messages().length > limit()}>
              <Button look="plain" onClick={() => setLimit((n) => n + atOnce)}><Icon name="arrow-up" />{t().common.more}</Button>
            </Show>
            <Show when={props.log.loaded() && props.log.messages().every((m) => m.service)}>
              <div class="secret-first">
                <p><strong>{t().secret.only(personName(props.chat.peer))}</strong></p>
                <Promises />
              </div>
            </Show>
            {/* By their numbers: a message of which something changes stays the same line, with what plays in it. */}
            <For each={[...byFirst().keys()]}>
              {(first) => {
                const at = (): number => byFirst().get(first) ?? -1
                const row = createMemo<readonly SecretMessage[]>((old) => rows()[at()] ?? old, [])
                return <Line chat={props.chat} row={row()} before={rows()[at() - 1]?.at(-1)} after={rows()[at() + 1]?.[0]} all={props.log.messages()} />
              }}
            </For>
          </div>
        </div>
      </ContextMenu>
      <p class="visually-hidden" aria-live="polite">{said()}</p>
    </div>
  )
}

const joined = (a: SecretMessage | undefined, b: SecretMessage | undefined): boolean =>
  a !== undefined && b !== undefined && !a.service && !b.service && a.out === b.out && Math.abs(a.date - b.date) <= 300

function Line(props: {
  chat: SecretChat; row: readonly SecretMessage[]; before?: SecretMessage; after?: SecretMessage; all: readonly SecretMessage[]
}): JSX.Element {
  // The words that stand under an album are those of one of its pictures.
  const m = (): SecretMessage => props.row.find((o) => o.text !== '') ?? (props.row[0] as SecretMessage)
  const newDay = (): boolean => !props.before || day(props.before.date) !== day(m().date)
  return (
    <>
      <Show when={newDay()}><p class="day"><span>{day(m().date)}</span></p></Show>
      <Show
        when={m().service}
        fallback={
          <SecretBubble
            chat={props.chat} message={m()} album={props.row.length > 1 ? props.row : undefined}
            answered={props.all.find((o) => o.name !== '' && o.name === m().reply)}
            first={!joined(props.before, m()) || newDay()} last={!joined(m(), props.after)}
          />
        }
      >
        {(s) => {
          const words = (): string => serviceText(s(), m(), props.chat.peer)
          return <article class="day" aria-label={words()} data-id={m().id}><span>{words()}</span></article>
        }}
      </Show>
    </>
  )
}
