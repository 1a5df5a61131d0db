import { For, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { number } from '../../lang/format'
import type { Voice } from '../../model/media'
import type { Message } from '../../model/message'
import { call } from '../../store/link'
import { drop } from '../../store/outbox'
import { bars, clock } from '../../view/media'
import { Ring } from '../media/Ring'
import { Player, playName } from './Player'
import { current, faster, position, seek, speed } from './playing'
import './voice.css'

const count = 48

/** A voice note: its loudness as bars, which are also the slider. */
export function VoiceView(props: { message: Message; of: Voice; onPlay?: () => void }): JSX.Element {
  const name = (): string => playName(props.message)
  const mine = (): boolean => current() === name()
  const at = (): number => (mine() ? position() : 0)
  const share = (): number => (props.of.duration > 0 ? Math.min(1, at() / props.of.duration) : 0)
  const heard = (): void => {
    if (props.message.unheard && !props.message.out) void call('markHeard', { chat: props.message.chat, id: props.message.id }).catch(() => {}) // told with the next
  }
  return (
    <div class="voice">
      <Show
        when={props.message.sending === 'sending' && props.message.outbox}
        fallback={<Player message={props.message} file={props.of.file} local={props.of.local} bytes={props.of.bytes} mime={props.of.mime} name="voice.ogg" duration={props.of.duration} onPlay={props.onPlay ?? heard} />}
      >
        {(out) => <Ring name={out()} small onCancel={() => void drop(props.message)} />}
      </Show>
      <div class="voice-middle">
        <div class="voice-bars">
          <For each={bars(props.of.waveform, count)}>
            {(v, i) => <span classList={{ 'voice-past': (i() + 0.5) / count <= share() }} style={{ '--loud': `${Math.max(8, (v / 31) * 100)}%` }} />}
          </For>
          <input
            type="range" min="0" max={Math.max(1, props.of.duration)} step="0.1" value={at()} disabled={!mine()}
            aria-label={t().media.seek} aria-valuetext={clock(at())}
            onInput={(e) => seek(name(), Number(e.currentTarget.value))}
            onClick={(e) => e.stopPropagation()}
          />
        </div>
        <p class="voice-time">
          {mine() ? `${clock(at())} / ${clock(props.of.duration)}` : clock(props.of.duration)}
          <Show when={props.message.unheard}><span class="voice-new" title={t().media.unheard}><span class="visually-hidden">{t().media.unheard}</span></span></Show>
        </p>
      </div>
      <Show when={mine()}>
        <button
          type="button" class="voice-speed" aria-label={t().media.speed(number(speed()))}
          onClick={(e) => {
            e.stopPropagation()
            faster()
          }}
        >
          {number(speed())}×
        </button>
      </Show>
    </div>
  )
}
