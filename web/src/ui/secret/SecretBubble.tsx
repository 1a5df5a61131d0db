import { Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { fullDate, lasting, time } from '../../lang/format'
import { opensFirst, type SecretChat, type SecretMessage } from '../../model/secret'
import type { State } from '../../view/state'
import { countdown } from '../../view/secrets'
import { TextBody } from '../conversation/TextBody'
import { Icon } from '../icon/Icon'
import { personName } from '../parts/name'
import { Ticks } from '../parts/Ticks'
import { now } from './clock'
import { SecretMediaBody } from './SecretMedia'
import { summary } from './words'

/** A message of a secret chat. Its name for screen readers is: who, what, when, and what becomes of it. */
export function SecretBubble(props: { chat: SecretChat; message: SecretMessage; album?: readonly SecretMessage[]; answered?: SecretMessage; first: boolean; last: boolean }): JSX.Element {
  const m = () => props.message
  const sender = (): string => (m().out ? t().common.you : personName(props.chat.peer))
  const state = (): State => (m().state === 'sending' && props.chat.phase === 'over' ? 'failed' : m().state)
  const fate = (): string => (m().ttl > 0 && m().ends === undefined ? (opensFirst(m()) ? t().secret.goesOpened : t().secret.goes)(lasting(m().ttl)) : '')
  const picture = (): boolean => m().media?.kind === 'photo' || m().media?.kind === 'video'
  const label = (): string =>
    [sender(), props.album ? `${t().media.album(props.album.length)}: ${summary(m(), props.chat.peer)}` : summary(m(), props.chat.peer), fate(), time(m().date), m().out ? t().message.states[state()] : ''].filter(Boolean).join(', ')
  const left = (): string => {
    const { ends, ttl } = m()
    return ends === undefined ? lasting(ttl) : countdown(Math.min(ends - now(), ttl * 1000))
  }
  const meta = (): string => (m().ttl > 0 ? `mm ${left()}  ${time(m().date)}` : time(m().date))
  return (
    <article
      class="bubble-line" classList={{ own: m().out, first: props.first, last: props.last, failed: state() === 'failed' }}
      aria-label={label()} data-id={m().id} tabindex="-1"
    >
      <div class="bubble" classList={{ 'with-picture': picture(), 'round-note': m().media?.round === true, wordless: m().text === '' }}>
        <span class="visually-hidden">{sender()}</span>
        <Show when={m().reply}>
          <div class="quote">
            <Show when={props.answered} fallback={<span class="quote-text">{t().message.gone}</span>}>
              {(a) => (
                <>
                  <span class="quote-name" dir="auto">{a().out ? t().common.you : personName(props.chat.peer)}</span>
                  <span class="quote-text" dir="auto">{summary(a(), props.chat.peer)}</span>
                </>
              )}
            </Show>
          </div>
        </Show>
        <Show when={m().media}><SecretMediaBody message={m()} album={props.album} peer={props.chat.peer} /></Show>
        <div class="bubble-text" dir="auto">
          <TextBody text={m()} />
          <span class="bubble-room" data-room={meta()} aria-hidden="true" />
          <span class="bubble-meta">
            <Show when={m().ttl > 0}>
              <span class="secret-left" classList={{ 'secret-runs': m().ends !== undefined }} title={m().ends === undefined ? fate() : t().secret.goesIn}>
                <Icon name="timer" size={14} />
                <span class="visually-hidden">{m().ends === undefined ? '' : t().secret.goesIn}</span>
                {left()}
              </span>
            </Show>
            <time title={fullDate(m().date)}>{time(m().date)}</time>
            <Show when={m().out}><Ticks state={state()} /></Show>
          </span>
        </div>
      </div>
      <Show when={state() === 'failed'}><p class="bubble-failed">{t().secret.failed}</p></Show>
    </article>
  )
}
