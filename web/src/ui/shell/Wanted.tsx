import type { JSX } from 'solid-js'
import { t } from '../../lang'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { wanted } from './wanted'

/** Says that a link led to nobody. */
export function Wanted(): JSX.Element {
  const nobody = (): boolean => wanted.problem() === 'nobody'
  return (
    <Dialog
      open={wanted.problem() !== ''}
      title={nobody() ? t().link.nobody(wanted.name()) : t().link.failed}
      text={nobody() ? t().link.nobodyHint : wanted.problem()}
      onClose={wanted.forget}
    >
      <div class="dialog-actions">
        <Button onClick={wanted.forget}>{t().common.done}</Button>
      </div>
    </Dialog>
  )
}
