import { createSignal, type JSX } from 'solid-js'
import { t } from '../../lang'
import { safeUrl } from '../../view/links'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'

/** Asks where a link shall lead. */
export function LinkDialog(props: { open: boolean; onClose: () => void; onLink: (url: string) => void }): JSX.Element {
  const [url, setUrl] = createSignal('')
  const [error, setError] = createSignal('')
  const submit = (e: SubmitEvent): void => {
    e.preventDefault()
    e.stopPropagation()
    if (!safeUrl(url())) {
      setError(t().compose.badLink)
      return
    }
    props.onLink(url())
    setUrl('')
  }
  return (
    <Dialog open={props.open} title={t().compose.linkTitle} onClose={props.onClose}>
      <form onSubmit={submit} novalidate>
        <Field label={t().compose.linkAddress} type="url" dir="ltr" autofocus value={url()} error={error()} onText={(text) => {
          setUrl(text)
          setError('')
        }} />
        <div class="dialog-actions">
          <Button look="plain" onClick={props.onClose}>{t().common.cancel}</Button>
          <Button type="submit">{t().common.done}</Button>
        </div>
      </form>
    </Dialog>
  )
}
