import { createSignal, onCleanup, onMount, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import type { SignIn } from '../../model/session'
import { call, listen } from '../../store/link'
import { Button } from '../parts/Button'
import { QrCode } from '../parts/QrCode'

/** Shows a code by which a device that is signed in lets this one in. It lasts half a minute, and is made anew until then. */
export function ScanStep(props: { onBack: () => void; onNext: (next: SignIn) => void }): JSX.Element {
  const [token, setToken] = createSignal('')
  const [error, setError] = createSignal('')
  const [copied, setCopied] = createSignal(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let left = false
  const ask = async (): Promise<void> => {
    clearTimeout(timer)
    try {
      const answer = await call('getLoginToken', {})
      if (left) return
      setError('')
      if (answer.next !== 'scan') {
        props.onNext(answer)
        return
      }
      setToken(answer.token)
      setCopied(false)
      timer = setTimeout(() => void ask(), Math.max(1000, answer.expires * 1000 - Date.now()))
    } catch (e) {
      if (left) return
      setError(errorText(e))
      timer = setTimeout(() => void ask(), 5000)
    }
  }
  onMount(() => void ask())
  onCleanup(listen('loginToken', () => void ask()))
  onCleanup(() => {
    left = true
    clearTimeout(timer)
  })
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(`tg://login?token=${token()}`)
    setCopied(true)
  }
  return (
    <div class="signin-form">
      <h1>{t().signin.qrTitle}</h1>
      <p class="signin-intro">{t().signin.qrIntro}</p>
      {/* A phone's own camera opens the link in the app there, which asks its owner. */}
      <div class="signin-qr">
        <Show when={token()}>{(tk) => <QrCode text={`${location.origin}/#link=${tk()}`} label={t().signin.qrCode} />}</Show>
      </div>
      <Show when={error()}>
        <p class="field-error" role="alert">{error()}</p>
      </Show>
      <div class="signin-more">
        <Button look="plain" disabled={token() === ''} onClick={() => void copy()}>
          {copied() ? t().signin.copied : t().signin.copyCode}
        </Button>
        <Button look="plain" onClick={() => props.onBack()}>
          {t().signin.byPhone}
        </Button>
      </div>
    </div>
  )
}
