import { createEffect, createSignal, onCleanup, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import { duration } from '../../lang/format'
import type { CodeSent } from '../../model/session'
import { call } from '../../store/link'
import { Button } from '../parts/Button'

/** Asks for another code, once the first has had its time. */
export function SendAgain(props: { sent: CodeSent; onSent: (sent: CodeSent) => void; onError: (text: string) => void }): JSX.Element {
  const [left, setLeft] = createSignal(0)
  const [done, setDone] = createSignal(false)
  createEffect(() => {
    const until = Date.now() + (props.sent.again ?? 0) * 1000
    const tick = (): number => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)))
    tick()
    const timer = setInterval(() => tick() === 0 && clearInterval(timer), 1000)
    onCleanup(() => clearInterval(timer))
  })
  const again = async (): Promise<void> => {
    props.onError('')
    try {
      props.onSent(await call('resendCode', {}))
      setDone(true)
    } catch (e) {
      props.onError(errorText(e))
    }
  }
  return (
    <>
      <Show when={props.sent.again !== undefined}>
        <Button look="plain" disabled={left() > 0} onClick={() => void again()}>
          {left() > 0 ? t().signin.againIn(duration(left())) : t().signin.again}
        </Button>
      </Show>
      <p class="signin-small" role="status">{done() ? t().signin.sentAgain : ''}</p>
    </>
  )
}
