import { createSignal, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import { self } from '../../store/account'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Face } from './Face'
import { PickFace } from './PickFace'
import './face.css'

/** Our photo, and what can be done about it. */
export function OwnFace(): JSX.Element {
  const [asked, setAsked] = createSignal(false)
  const [error, setError] = createSignal('')
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
        <PickFace label={t().media.face.set} onPicture={async (picture) => void (await call('setPhoto', { picture }))} />
        <Show when={peer(self())?.photo}><Button look="plain" onClick={() => setAsked(true)}>{t().media.face.remove}</Button></Show>
      </div>
      <Show when={error()}><p class="poll-error" role="alert">{error()}</p></Show>
      <Dialog open={asked()} title={t().media.face.removeTitle} text={t().media.face.removeHint} onClose={() => setAsked(false)}>
        <div class="dialog-actions">
          <Button look="plain" onClick={() => setAsked(false)}>{t().common.cancel}</Button>
          <Button look="danger" onClick={() => void remove()}>{t().media.face.remove}</Button>
        </div>
      </Dialog>
    </div>
  )
}
