import { createSignal, onMount, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import type { SignIn } from '../../model/session'
import { call } from '../../store/link'
import { Button } from '../parts/Button'
import { Field } from '../parts/Field'
import { Form } from './Form'

/** For somebody who forgot the password: a code that was mailed takes it away. */
export function RecoveryStep(props: { onBack: () => void; onNext: (next: SignIn) => void }): JSX.Element {
  const [code, setCode] = createSignal('')
  const [error, setError] = createSignal('')
  let input: HTMLInputElement | undefined
  const [address, setAddress] = createSignal('…')
  onMount(() => {
    input?.focus()
    void call('askRecovery', {}).then(setAddress).catch((e: unknown) => setError(errorText(e)))
  })
  return (
    <Form
      title={t().signin.recoveryTitle}
      intro={t().signin.recoveryIntro(address())}
      onError={setError}
      submit={async () => props.onNext(await call('recoverPassword', { code: code() }))}
      extra={
        <Button look="plain" onClick={() => props.onBack()}>
          {t().common.back}
        </Button>
      }
    >
      <Field
        ref={input}
        label={t().signin.code}
        name="code"
        autocomplete="one-time-code"
        inputmode="numeric"
        dir="ltr"
        value={code()}
        error={error()}
        onText={setCode}
      />
    </Form>
  )
}
