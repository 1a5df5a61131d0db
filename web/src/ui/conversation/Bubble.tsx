import { Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { failureText } from '../../lang/errors'
import { fullDate, shortNumber, time } from '../../lang/format'
import { isChannel } from '../../model/peer'
import { self } from '../../store/account'
import { drop, retry } from '../../store/outbox'
import { peer } from '../../store/peers'
import { standingOf } from '../../store/topics'
import type { Row } from '../../view/rows'
import { isBroadcast } from '../../view/rights'
import { stateOf } from '../../view/state'
import { isForum } from '../../view/topics'
import { pictureOf } from '../media/Album'
import { MediaBody } from '../media/MediaBody'
import { PageCard } from '../media/Others'
import { Button } from '../parts/Button'
import { Avatar } from '../parts/Avatar'
import { nameOf, personName } from '../parts/name'
import { Ticks } from '../parts/Ticks'
import { Icon } from '../icon/Icon'
import { go, openChat } from '../shell/route'
import { Chips } from '../reactions/Chips'
import { TopicMark } from '../topics/TopicMark'
import { Quote } from './Quote'
import { summary } from './summary'
import { useTalk } from './talk'
import { TextBody } from './TextBody'
import './bubble.css'

/** A message. Its name for screen readers is: who, what, when, and what became of it. */
export function Bubble(props: { row: Extract<Row, { kind: 'message' }>; flash: boolean }): JSX.Element {
  const m = () => props.row.message
  const talk = useTalk()
  const selected = () => talk.selected().has(m().id)
  const state = () => stateOf(m(), standingOf(m()), self())
  const place = () => peer(m().chat)
  const broadcast = () => isBroadcast(place())
  // In a channel nobody's posts stand apart, not even our own.
  const own = () => m().out && !broadcast()
  /** In a group one may speak as a channel, or as the group: then it is not just "you". */
  const inOtherName = () => m().out && place()?.kind === 'channel' && !broadcast() && m().from < 0
  const sender = () => (broadcast() ? nameOf(m().chat) : m().out && !inOtherName() ? t().common.you : personName(m().from))
  const label = () => [sender(), props.row.album ? `${t().media.album(props.row.album.length)}: ${summary(m())}` : summary(m()), signed(), time(m().date), own() ? t().message.states[state()] : ''].filter(Boolean).join(', ')
  const signed = () => (m().author ? t().group.service.signedBy(m().author ?? '') : '')
  const timed = () => (m().editDate ? `${t().message.edited} ${time(m().date)}` : time(m().date))
  /** As wide as what stands at the end of the last line. */
  const meta = () => [m().views !== undefined && broadcast() ? `mm ${shortNumber(m().views ?? 0)}` : '', m().author ?? '', timed()].filter(Boolean).join('  ')
  const picture = () => pictureOf(m())
  const round = (): boolean => {
    const p = picture()
    return p?.kind === 'video' && p.round === true
  }
  const page = () => {
    const p = m().media
    return p?.kind === 'page' && p.url !== '' ? p : undefined
  }
  /** A channel's post in its discussion group: it is the channel's own there. */
  const copied = () => isChannel(m().from) && m().forward?.from === m().from
  const grouped = () => place()?.kind !== 'user' && !broadcast() && !m().out
  return (
    <article
      class="bubble-line"
      classList={{ selected: selected(), own: own(), grouped: grouped(), first: props.row.first, last: props.row.last, flash: props.flash, failed: state() === 'failed' }}
      aria-label={label()}
      data-id={m().id}
      tabindex="-1"
      onClick={(e) => {
        if (talk.selected().size === 0 && !e.shiftKey) return
        if (e.target instanceof Element && e.target.closest('.bubble-failed, .ring')) return
        e.preventDefault()
        getSelection()?.removeAllRanges()
        if (m().sending === 'sent') talk.toggle(m())
      }}
    >
      <Show when={talk.selected().size > 0 && m().sending === 'sent'}>
        {/* The line it stands on does what a press on it does. */}
        <button type="button" class="bubble-check" role="checkbox" aria-checked={selected()} aria-label={t().message.select}>
          <Icon name={selected() ? 'square-check' : 'square'} />
        </button>
      </Show>
      <Show when={grouped() && props.row.last}>
        <span class="bubble-face"><Avatar id={m().from} peer={peer(m().from)} size={32} /></span>
      </Show>
      <div class="bubble" classList={{ 'with-picture': picture() !== undefined, wordless: m().text === '', 'round-note': round() }}>
        <Show when={(grouped() || inOtherName()) && props.row.first} fallback={<span class="visually-hidden">{sender()}</span>}>
          <p class={`bubble-sender name-${Math.abs(m().from) % 8}`} dir="auto">
            <button type="button" class="bubble-sender-name" tabindex="-1" onClick={() => openChat(m().from)}>{sender()}</button>
          </p>
        </Show>
        <Show when={talk.topic === undefined && talk.thread === undefined && isForum(place()) && props.row.first}>
          <TopicMark message={m()} />
        </Show>
        <Show when={!copied() && m().forward}>
          {(f) => <p class="bubble-forward">{t().message.forwarded(f().from !== undefined ? personName(f().from ?? 0) : (f().name ?? ''))}</p>}
        </Show>
        <Show when={m().reply}>{(r) => <Quote chat={m().chat} reply={r()} />}</Show>
        <Show when={m().media && m().media?.kind !== 'page'}>
          <MediaBody message={m()} album={props.row.album} />
        </Show>
        <div class="bubble-text" dir="auto">
          <TextBody text={m()} />
          <Show when={page()}>{(p) => <PageCard of={p()} />}</Show>
          <span class="bubble-room" data-room={meta()} aria-hidden="true" />
          <span class="bubble-meta">
            <Show when={broadcast() && m().views !== undefined}>
              <span class="bubble-views" role="img" aria-label={t().group.views(m().views ?? 0)} title={t().group.views(m().views ?? 0)}>
                <Icon name="eye" size={14} />
                <span aria-hidden="true">{shortNumber(m().views ?? 0)}</span>
              </span>
            </Show>
            <Show when={m().author}>{(a) => <span class="bubble-author" dir="auto">{a()}</span>}</Show>
            <time title={fullDate(m().date)}>{timed()}</time>
            <Show when={own() || (m().out && m().sending !== 'sent')}>
              <Ticks state={state()} />
            </Show>
          </span>
        </div>
        <Show when={m().reactions && (m().reactions?.counts.length ?? 0) > 0 && m().reactions}>{(r) => <Chips message={m()} of={r()} />}</Show>
      </div>
      <Show when={m().replies?.group !== undefined && m().replies}>
        {(r) => (
          <button type="button" class="bubble-comments" onClick={() => go({ info: 'comments', post: m().id })}>
            <Icon name="message-circle" size={16} />
            {r().count > 0 ? t().group.thread.count(r().count) : t().group.thread.leave}
          </button>
        )}
      </Show>
      <Show when={state() === 'failed'}>
        <p class="bubble-failed">
          <span>{failureText(m().failure ?? '')}</span>
          <Button look="plain" onClick={() => void Promise.all((props.row.album ?? [m()]).map(retry))}>{t().common.retry}</Button>
          <Button look="danger" onClick={() => void Promise.all((props.row.album ?? [m()]).map(drop))}>{t().common.delete}</Button>
        </p>
      </Show>
    </article>
  )
}
