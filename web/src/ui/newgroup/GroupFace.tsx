import { createEffect, createSignal, lazy, onCleanup, Show, Suspense, type JSX } from 'solid-js'
import { t } from '../../lang'
import { initials } from '../../view/name'
import { Icon } from '../icon/Icon'
import { Button } from '../parts/Button'
import '../parts/avatar.css'
import './newgroup.css'

const Crop = lazy(async () => ({ default: (await import('../face/Crop')).Crop }))

/** The picture that a new group is to have. */
export function GroupFace(props: { name: string; picture: Blob | undefined; onPicture: (p: Blob) => void }): JSX.Element {
  const [chosen, setChosen] = createSignal<File>()
  const [url, setUrl] = createSignal('')
  let input!: HTMLInputElement
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
      <Button look="plain" onClick={() => input.click()}>{props.picture ? t().group.make.otherPhoto : t().group.make.photo}</Button>
      <input
        ref={input} type="file" accept="image/*" hidden
        onChange={(e) => {
          setChosen(e.currentTarget.files?.[0])
          e.currentTarget.value = ''
        }}
      />
      <Show when={chosen()} keyed>
        {(file) => (
          <Suspense>
            <Crop
              file={file} onClose={() => setChosen(undefined)}
              onUse={async (picture) => {
                props.onPicture(picture)
                setChosen(undefined)
              }}
            />
          </Suspense>
        )}
      </Show>
    </div>
  )
}
