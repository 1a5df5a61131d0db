import type { JSX } from 'solid-js'
import { t } from '../../lang'
import { call } from '../../store/link'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { leaving } from './leaving'

export function SignOut(): JSX.Element {
  return (
    <Dialog open={leaving.asked()} title={t().menu.signOutTitle} text={t().menu.signOutHint} onClose={leaving.stay}>
      <div class="dialog-actions">
        <Button look="plain" onClick={leaving.stay}>
          {t().common.cancel}
        </Button>
        <Button look="danger" onClick={() => void call('signOut', {}).finally(leaving.stay)}>
          {t().menu.signOut}
        </Button>
      </div>
    </Dialog>
  )
}
