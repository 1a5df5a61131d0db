import { createSignal, Match, Show, Switch, type JSX } from 'solid-js'
import { t } from '../../lang'
import { lasting } from '../../lang/format'
import { onceTTL, type Photo, type Video } from '../../model/media'
import type { Message } from '../../model/message'
import { drop } from '../../store/outbox'
import { clock } from '../../view/media'
import { Icon } from '../icon/Icon'
import { nameOfMedia } from './name'
import { Loop, Picture } from './Picture'
import { Ring } from './Ring'

/** Videos up to this many bytes play by themselves where they are animations. */
const loops = 12 << 20

/** A photo or a video in a conversation. A press opens it in the viewer. */
export function Tile(props: { message: Message; of: Photo | Video; pixels: number; onOpen: () => void; alone?: boolean }): JSX.Element {
  const [open, setOpen] = createSignal(false)
  const once = (): boolean => props.of.ttl !== undefined
  const onceText = (): string => (props.of.ttl === undefined || props.of.ttl === onceTTL ? t().media.once : t().secret.goesOpened(lasting(props.of.ttl)))
  const hidden = (): boolean => once() || (props.of.spoiler === true && !open())
  const label = (): string => {
    const what = nameOfMedia(props.of)
    if (once()) return `${onceText()}: ${what}`
    return hidden() ? `${t().media.spoiler}: ${what}` : `${t().media.open}: ${what}`
  }
  const looping = (): boolean => props.of.kind === 'video' && (props.of.animated === true || props.of.round === true) && props.of.bytes < loops
  const press = (e: MouseEvent): void => {
    if (e.shiftKey) return
    if (hidden() && !once()) {
      e.stopPropagation()
      setOpen(true)
    } else if (!(once() && props.message.out)) {
      props.onOpen()
    }
  }
  return (
    <span class="tile" classList={{ 'tile-hidden': hidden(), 'tile-round': props.of.kind === 'video' && props.of.round === true }} data-id={props.message.id}>
      <button type="button" class="tile-press" aria-label={label()} onClick={press} disabled={once() && props.message.out}>
        <Show when={!hidden()} fallback={<Show when={props.of.blur}>{(blur) => <img class="picture-blur" src={blur()} alt="" />}</Show>}>
          <Picture of={props.of} pixels={props.pixels} />
          <Show when={props.of.kind === 'video' && looping() && props.of}>{(v) => <Loop of={v()} />}</Show>
        </Show>
        <Switch>
          <Match when={once()}>
            <span class="tile-once"><Icon name="flame" /><Show when={props.alone}><span>{props.message.out ? t().media.onceOwn : onceText()}</span></Show></span>
          </Match>
          <Match when={hidden()}>
            <span class="tile-badge"><Icon name="eye-off" /></span>
          </Match>
          <Match when={props.of.kind === 'video' && !looping()}>
            <span class="tile-badge tile-play"><Icon name="play" size={24} /></span>
          </Match>
        </Switch>
      </button>
      <Show when={props.of.kind === 'video' && !props.of.round && props.of}>
        {(v) => <span class="tile-time">{v().animated ? 'GIF' : clock(v().duration)}</span>}
      </Show>
      <Show when={props.message.sending === 'sending' && props.message.outbox}>
        {(name) => <Ring name={name()} onCancel={() => void drop(props.message)} />}
      </Show>
    </span>
  )
}
