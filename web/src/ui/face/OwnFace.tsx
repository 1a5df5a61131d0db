import { createSignal, lazy, Show, Suspense, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import { self } from '../../store/account'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Face } from './Face'
import './face.css'

const Crop = lazy(async () => ({ default: (await import('./Crop')).Crop }))

/** Our photo, and what can be done about it. */
export function OwnFace(): JSX.Element {
  const [chosen, setChosen] = createSignal<Blob>()
  const [asked, setAsked] = createSignal(false)
  const [error, setError] = createSignal('')
  let input!: HTMLInputElement
  const remove = async (): Promise<void> => {
    setAsked(false)
    try {
      const [photo] = await call('getPhotos', { id: self() })
      if (photo) await call('removePhoto', { photo })
    } catch (e) {
      setError(errorText(e))
    }
  }
  return (
    <div class="face">
      <Face id={self()} />
      <div class="face-actions">
        <Button look="plain" onClick={() => input.click()}>{t().media.face.set}</Button>
        <Show when={peer(self())?.photo}><Button look="plain" onClick={() => setAsked(true)}>{t().media.face.remove}</Button></Show>
      </div>
      <Show when={error()}><p class="poll-error" role="alert">{error()}</p></Show>
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
                await call('setPhoto', { picture })
                setChosen(undefined)
              }}
            />
          </Suspense>
        )}
      </Show>
      <Dialog open={asked()} title={t().media.face.removeTitle} text={t().media.face.removeHint} onClose={() => setAsked(false)}>
        <div class="dialog-actions">
          <Button look="plain" onClick={() => setAsked(false)}>{t().common.cancel}</Button>
          <Button look="danger" onClick={() => void remove()}>{t().media.face.remove}</Button>
        </div>
      </Dialog>
    </div>
  )
}
