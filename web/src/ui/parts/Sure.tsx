import type { JSX } from 'solid-js'
import { t } from '../../lang'
import { Button } from './Button'
import { Dialog } from './Dialog'

/** Asks once more before something is gone. */
export function Sure(props: { open: boolean; title: string; text: string; button: string; onCancel: () => void; onSure: () => void }): JSX.Element {
  return (
    <Dialog open={props.open} title={props.title} text={props.text} onClose={props.onCancel}>
      <div class="dialog-actions">
        <Button look="plain" onClick={() => props.onCancel()}>{t().common.cancel}</Button>
        <Button look="danger" onClick={() => props.onSure()}>{props.button}</Button>
      </div>
    </Dialog>
  )
}
