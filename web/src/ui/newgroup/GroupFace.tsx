import { createEffect, createSignal, onCleanup, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { initials } from '../../view/name'
import { Icon } from '../icon/Icon'
import { PickFace } from '../face/PickFace'
import '../parts/avatar.css'
import './newgroup.css'

/** The picture that a new group is to have. */
export function GroupFace(props: { name: string; picture: Blob | undefined; onPicture: (p: Blob) => void }): JSX.Element {
  const [url, setUrl] = createSignal('')
  createEffect(() => {
    const p = props.picture
    if (!p) return
    const made = URL.createObjectURL(p)
    setUrl(made)
    onCleanup(() => URL.revokeObjectURL(made))
  })
  return (
    <div class="group-face">
      <span class="avatar hue-4 avatar-72" aria-hidden="true">
        <Show when={url()} fallback={initials(props.name) || <Icon name="camera" size={28} />}>
          <img src={url()} alt="" />
        </Show>
      </span>
      <PickFace label={props.picture ? t().group.make.otherPhoto : t().group.make.photo} onPicture={props.onPicture} />
    </div>
  )
}
