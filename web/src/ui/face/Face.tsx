import { Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { peer } from '../../store/peers'
import { Avatar } from '../parts/Avatar'
import { personName } from '../parts/name'
import { openFaces } from '../viewer/viewing'
import './face.css'

/** Somebody's picture, large. A press shows all their photos. */
export function Face(props: { id: PeerId; size?: number }): JSX.Element {
  const picture = (): JSX.Element => <Avatar id={props.id} peer={peer(props.id)} size={props.size ?? 96} />
  return (
    <Show when={peer(props.id)?.photo && props.id > 0} fallback={picture()}>
      <button
        type="button" class="face-open" aria-label={t().media.face.photosOf(personName(props.id))}
        onClick={() => void openFaces(props.id, personName(props.id)).catch(() => {})}
      >
        {picture()}
      </button>
    </Show>
  )
}
