import type { JSX } from 'solid-js'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { call } from '../../store/link'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { personName } from '../parts/name'
import { createAction } from '../settings/action'
import { Says } from '../settings/Says'
import { openSecret } from '../shell/route'
import { Promises } from './Promises'

/** Asks whether somebody shall be asked for a secret chat, and says what that is. */
export function StartSecret(props: { peer: PeerId; onClose: () => void }): JSX.Element {
  const action = createAction()
  const start = (): void => void action.run(async () => {
    const id = await call('startSecret', { peer: props.peer })
    props.onClose()
    openSecret(id)
  })
  return (
    <Dialog open title={t().secret.startTitle(personName(props.peer))} text={t().secret.startText(personName(props.peer))} onClose={props.onClose}>
      <Promises />
      <Says error={action.error()} />
      <div class="dialog-actions">
        <Button look="plain" onClick={() => props.onClose()}>{t().common.cancel}</Button>
        <Button busy={action.busy()} onClick={start}>{t().secret.startButton}</Button>
      </div>
    </Dialog>
  )
}
