import { createSignal, type JSX } from 'solid-js'
import { t } from '../../lang'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { MenuButton } from '../parts/Menu'

/** Other ways to send: without a sound, or later. */
export function SendMore(props: { disabled: boolean; onChoose: (more: { silent?: boolean; at?: number }) => void }): JSX.Element {
  const [open, setOpen] = createSignal(false)
  const [when, setWhen] = createSignal('')
  const [error, setError] = createSignal('')
  const ask = (): void => {
    setWhen(localTime(Date.now() + 3600_000))
    setError('')
    setOpen(true)
  }
  const submit = (e: SubmitEvent): void => {
    e.preventDefault()
    e.stopPropagation()
    const at = Math.floor(new Date(when()).getTime() / 1000)
    if (!(at > Date.now() / 1000 + 10)) {
      setError(t().compose.pastTime)
      return
    }
    setOpen(false)
    props.onChoose({ at })
  }
  return (
    <div class="composer-more" hidden={props.disabled}>
      <MenuButton
        icon="clock"
        label={t().compose.more}
        items={[
          { label: t().compose.silent, icon: 'bell-off', act: () => props.onChoose({ silent: true }) },
          { label: t().compose.later, icon: 'calendar-clock', act: ask },
        ]}
      />
      <Dialog open={open()} title={t().compose.laterTitle} text={t().compose.laterHint} onClose={() => setOpen(false)}>
        <form onSubmit={submit} novalidate>
          <Field label={t().compose.when} type="datetime-local" value={when()} error={error()} onText={(text) => {
            setWhen(text)
            setError('')
          }} />
          <div class="dialog-actions">
            <Button look="plain" onClick={() => setOpen(false)}>{t().common.cancel}</Button>
            <Button type="submit">{t().compose.schedule}</Button>
          </div>
        </form>
      </Dialog>
    </div>
  )
}

/** "2026-03-01T12:00", as the browser's field wants it. */
function localTime(ms: number): string {
  const d = new Date(ms)
  return new Date(ms - d.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
