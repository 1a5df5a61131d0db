import { createEffect, createSignal, on, onCleanup, onMount, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { dayAndTime, number } from '../../lang/format'
import type { Photo, Video } from '../../model/media'
import { fileUrl, localUrl, pictureUrl, streamUrl } from '../../store/files'
import { call } from '../../store/link'
import { IconButton } from '../parts/Button'
import { personName } from '../parts/name'
import { saveBlob } from '../media/FileView'
import { gestures } from './gestures'
import { closeViewer, goTo, type Item, type Viewing } from './viewing'
import './viewer.css'

const deepest = 8

/** Shows pictures and videos on the whole window: arrow keys and swipes go on, + and − zoom, Esc closes. */
export function Viewer(props: { of: Viewing }): JSX.Element {
  let dialog!: HTMLDialogElement
  const [zoom, setZoom] = createSignal({ by: 1, x: 0, y: 0 })
  const item = (): Item | undefined => props.of.items[props.of.at]
  const go = (by: number): void => goTo(props.of.at + by)
  const rtl = (): boolean => document.documentElement.dir === 'rtl'
  createEffect(on(() => props.of.at, () => setZoom({ by: 1, x: 0, y: 0 })))
  const zoomTo = (by: number): void => {
    const next = Math.min(deepest, Math.max(1, by))
    setZoom((z) => (next === 1 ? { by: 1, x: 0, y: 0 } : { by: next, x: (z.x * next) / z.by, y: (z.y * next) / z.by }))
  }
  onMount(() => {
    const before = document.activeElement
    dialog.tabIndex = -1
    dialog.showModal()
    dialog.focus()
    onCleanup(() => before instanceof HTMLElement && before.focus())
  })
  const keys = (e: KeyboardEvent): void => {
    const done = (fn: () => void): void => {
      e.preventDefault()
      e.stopPropagation()
      fn()
    }
    const inVideo = e.target instanceof HTMLVideoElement
    if (e.key === 'Escape') done(() => (zoom().by > 1 ? zoomTo(1) : closeViewer()))
    else if (!inVideo && e.key === 'ArrowRight') done(() => go(rtl() ? -1 : 1))
    else if (!inVideo && e.key === 'ArrowLeft') done(() => go(rtl() ? 1 : -1))
    else if (e.key === '+' || e.key === '=') done(() => zoomTo(zoom().by * 1.5))
    else if (e.key === '-') done(() => zoomTo(zoom().by / 1.5))
    else if (e.key === '0') done(() => zoomTo(1))
  }
  const title = (): string => {
    const m = item()?.message
    return m ? (m.out ? t().common.you : personName(m.from)) : props.of.title
  }
  return (
    <dialog
      ref={dialog} class="viewer" aria-label={t().media.viewer.title} onKeyDown={keys} onCancel={(e) => e.preventDefault()}
      onClick={(e) => {
        if (e.target instanceof Element && e.target.matches('.viewer-stage, .viewer')) closeViewer()
      }}
    >
      <header class="viewer-head">
        <div class="viewer-who">
          <p class="viewer-name" dir="auto">{title()}</p>
          <p class="viewer-when">
            <Show when={item()?.message}>{(m) => dayAndTime(m().date)}</Show>
            <Show when={props.of.items.length > 1}><span>{item()?.message ? ' · ' : ''}{t().media.viewer.of(number(props.of.at + 1), number(props.of.items.length))}</span></Show>
          </p>
        </div>
        <Show when={item()?.media.kind === 'photo'}>
          <IconButton icon="zoom-out" label={t().media.viewer.zoomOut} disabled={zoom().by <= 1} onClick={() => zoomTo(zoom().by / 1.5)} />
          <IconButton icon="zoom-in" label={t().media.viewer.zoomIn} disabled={zoom().by >= deepest} onClick={() => zoomTo(zoom().by * 1.5)} />
        </Show>
        <Show when={item() && !item()?.media.ttl && item()}>{(i) => <Save of={i()} />}</Show>
        <IconButton icon="x" label={t().common.close} onClick={closeViewer} />
      </header>
      <div class="viewer-stage" ref={(el) => gestures(el, { zoom, setZoom, go, zoomTo, close: closeViewer })}>
        <Show when={item()} keyed>
          {(i) => (i.media.kind === 'photo' ? <Still of={i.media} zoom={zoom()} /> : <Moving of={i.media} />)}
        </Show>
      </div>
      <Show when={props.of.at > 0}>
        <IconButton class="viewer-side viewer-before" icon="chevron-left" mirror label={t().media.viewer.previous} onClick={() => go(-1)} />
      </Show>
      <Show when={props.of.at < props.of.items.length - 1}>
        <IconButton class="viewer-side viewer-after" icon="chevron-right" mirror label={t().media.viewer.next} onClick={() => go(1)} />
      </Show>
      <Show when={item()?.caption}>{(text) => <p class="viewer-caption"><span dir="auto">{text()}</span></p>}</Show>
    </dialog>
  )
}

function Still(props: { of: Photo; zoom: { by: number; x: number; y: number } }): JSX.Element {
  const largest = props.of.sizes.at(-1)
  const url = props.of.local ? () => props.of.local && localUrl(props.of.local) : props.of.file && largest ? pictureUrl(props.of.file, largest) : () => undefined
  return (
    <span
      class="viewer-picture"
      style={{ '--shape': `${(props.of.width || 1) / (props.of.height || 1)}`, '--w': `${props.of.width}px`, transform: `translate(${props.zoom.x}px, ${props.zoom.y}px) scale(${props.zoom.by})` }}
    >
      <Show when={!url() && props.of.blur}>{(blur) => <img class="picture-blur" src={blur()} alt="" />}</Show>
      <Show when={url()}>{(src) => <img src={src()} alt={t().media.photo} draggable="false" />}</Show>
    </span>
  )
}

function Moving(props: { of: Video }): JSX.Element {
  const [failed, setFailed] = createSignal(false)
  const streamed = props.of.file && streamUrl(props.of.file, props.of.name || 'video.mp4', props.of.bytes, props.of.mime, 'play')
  const poster = props.of.sizes.at(-1)
  const posterUrl = props.of.file && poster ? pictureUrl(props.of.file, poster) : () => undefined
  const whole = props.of.local ? () => props.of.local && localUrl(props.of.local) : streamed || !props.of.file ? () => streamed : fileUrl(props.of.file, props.of.bytes, props.of.mime)
  return (
    <Show when={!failed()} fallback={<p class="viewer-failed" role="alert">{t().media.viewer.failed}</p>}>
      <Show when={whole()}>
        {(src) => (
          // Nobody's words are in it that a caption could hold.
          <video
            class="viewer-video" src={src()} poster={posterUrl() ?? props.of.blur} controls autoplay playsinline controlslist="nodownload"
            style={{ '--shape': `${(props.of.width || 1) / (props.of.height || 1)}` }} onError={() => setFailed(true)}
          />
        )}
      </Show>
    </Show>
  )
}

function Save(props: { of: Item }): JSX.Element {
  const save = async (): Promise<void> => {
    const { media } = props.of
    const name = media.kind === 'video' ? media.name || 'video.mp4' : 'photo.jpg'
    if (media.local) return saveBlob(media.local, name)
    const { file } = media
    if (!file) return
    if (media.kind === 'video') {
      const url = streamUrl(file, name, media.bytes, media.mime, 'save')
      if (url) {
        location.assign(url) // it is answered as something to save, so the page stays
        return
      }
    }
    const size = media.kind === 'photo' ? media.sizes.at(-1) : undefined
    const bytes = size?.bytes ?? (media.kind === 'video' ? media.bytes : 0)
    saveBlob(await call('getFile', { file, size: size?.type ?? '', bytes, mime: media.kind === 'video' ? media.mime : 'image/jpeg' }), name)
  }
  return <IconButton icon="download" label={t().media.save} onClick={() => void save().catch(() => {})} />
}
