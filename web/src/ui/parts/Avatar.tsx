import { Show, type JSX } from 'solid-js'
import type { Peer, PeerId } from '../../model/peer'
import { avatarUrl } from '../../store/files'
import { initials } from '../../view/name'
import { Icon } from '../icon/Icon'
import './avatar.css'

const hues = 8

/** A picture of somebody: their photo, else their initials on a colour that stays theirs. It is decoration: the name stands beside it. */
export function Avatar(props: { id: PeerId; peer?: Peer; size?: number; saved?: boolean; online?: boolean }): JSX.Element {
  return (
    <span
      class="avatar"
      classList={{ [`hue-${Math.abs(props.id) % hues}`]: !props.saved, 'avatar-saved': props.saved, 'avatar-forum': props.peer?.kind === 'channel' && props.peer.forum, online: props.online }}
      style={{ '--avatar': `${props.size ?? 48}px` }}
      aria-hidden="true"
    >
      {props.saved ? <Icon name="bookmark" size={(props.size ?? 48) * 0.45} /> : initials(props.peer?.name ?? '')}
      <Show when={!props.saved && props.peer?.photo} keyed>
        {(photo) => {
          const url = avatarUrl(props.id, photo.id, (props.size ?? 48) > 64)
          return <Show when={url() ?? photo.blur}>{(src) => <img src={src()} alt="" draggable="false" />}</Show>
        }}
      </Show>
    </span>
  )
}
