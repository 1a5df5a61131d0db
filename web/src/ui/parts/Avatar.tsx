import type { JSX } from 'solid-js'
import type { Peer, PeerId } from '../../model/peer'
import { initials } from '../../view/name'
import { Icon } from '../icon/Icon'
import './avatar.css'

const hues = 8

/** A picture of somebody: their initials on a colour that stays theirs. It is decoration: the name stands beside it. */
export function Avatar(props: { id: PeerId; peer?: Peer; size?: number; saved?: boolean; online?: boolean }): JSX.Element {
  return (
    <span
      class="avatar"
      classList={{ [`hue-${Math.abs(props.id) % hues}`]: !props.saved, 'avatar-saved': props.saved, online: props.online }}
      style={{ '--avatar': `${props.size ?? 48}px` }}
      aria-hidden="true"
    >
      {props.saved ? <Icon name="bookmark" size={(props.size ?? 48) * 0.45} /> : initials(props.peer?.name ?? '')}
    </span>
  )
}
