import { Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { time } from '../../lang/format'
import type { ContactCard, Page, Place } from '../../model/media'
import { standing } from '../../view/media'
import { safeUrl } from '../../view/links'
import { Icon } from '../icon/Icon'
import { chatLink, follow, openChat } from '../shell/route'
import { Picture } from './Picture'

/** What a link in the message leads to. */
export function PageCard(props: { of: Page }): JSX.Element {
  const box = () => props.of.photo && standing(props.of.photo)
  return (
    <Show when={safeUrl(props.of.url)}>
      {(url) => (
        <a class="page" href={url()} target="_blank" rel="noopener noreferrer nofollow" onClick={(e) => e.stopPropagation()}>
          <span class="page-site" dir="auto">{props.of.site || new URL(url()).hostname}</span>
          <Show when={props.of.title}>{(s) => <span class="page-title" dir="auto">{s()}</span>}</Show>
          <Show when={props.of.description}>{(s) => <span class="page-text" dir="auto">{s()}</span>}</Show>
          <Show when={props.of.photo}>
            {(p) => <span class="page-picture" style={{ '--w': `${box()?.width ?? 0}px`, '--shape': `${(box()?.width ?? 1) / (box()?.height ?? 1)}` }}><Picture of={p()} pixels={800} /></span>}
          </Show>
        </a>
      )}
    </Show>
  )
}

/** A place on earth: no map is fetched from anybody; a press opens the one that the person's device has. */
export function PlaceView(props: { of: Place }): JSX.Element {
  const where = (): string => `${props.of.lat.toFixed(5)}, ${props.of.long.toFixed(5)}`
  return (
    <a class="place" href={`geo:${props.of.lat},${props.of.long}`} title={t().media.showMap} onClick={(e) => e.stopPropagation()}>
      <span class="file-drawing" aria-hidden="true"><Icon name="map-pin" size={24} /></span>
      <span class="file-about">
        <span class="file-name" dir="auto">{props.of.title ?? (props.of.liveUntil ? t().media.livePlace : t().media.place)}</span>
        <span class="place-text" dir="auto">{props.of.address ?? where()}</span>
        <Show when={props.of.liveUntil}>{(until) => <span class="place-text">{t().media.live(time(until()))}</span>}</Show>
      </span>
    </a>
  )
}

export function ContactView(props: { of: ContactCard }): JSX.Element {
  const inner = (
    <>
      <span class="file-drawing" aria-hidden="true"><Icon name="contact-round" size={24} /></span>
      <span class="file-about">
        <span class="file-name" dir="auto">{props.of.name}</span>
        <span class="place-text" dir="ltr">{`+${props.of.phone.replace(/^\+/, '')}`}</span>
      </span>
    </>
  )
  return (
    <Show when={props.of.user} fallback={<div class="place">{inner}</div>}>
      {(id) => <a class="place" href={chatLink(id())} onClick={(e) => follow(e, () => openChat(id()))}>{inner}</a>}
    </Show>
  )
}
