import { createSignal, onMount, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { SignIn } from '../../model/session'
import { call, Failed } from '../../store/link'
import { Button } from '../parts/Button'
import { Field } from '../parts/Field'
import { Form } from './Form'

interface Props {
  hint: string
  recovery: boolean
  onBack: () => void
  onForgot: () => void
  onNext: (next: SignIn) => void
}

export function PasswordStep(props: Props): JSX.Element {
  const [password, setPassword] = createSignal('')
  const [error, setError] = createSignal('')
  const [forgot, setForgot] = createSignal(false)
  let input: HTMLInputElement | undefined
  onMount(() => input?.focus())
  const submit = async (): Promise<void> => {
    if (password() === '') throw new Failed('PASSWORD_EMPTY')
    props.onNext(await call('checkPassword', { password: password() }))
  }
  return (
    <Form
      title={t().signin.passwordTitle}
      intro={props.hint ? `${t().signin.passwordIntro} ${t().signin.hint(props.hint)}` : t().signin.passwordIntro}
      onError={setError}
      submit={submit}
      extra={
        <div class="signin-more">
          <Button look="plain" onClick={() => (props.recovery ? props.onForgot() : setForgot(true))}>
            {t().signin.forgot}
          </Button>
          <Button look="plain" onClick={() => props.onBack()}>
            {t().signin.wrongNumber}
          </Button>
          <Show when={forgot()}>
            <p class="signin-small" role="status">{t().signin.noRecovery}</p>
          </Show>
        </div>
      }
    >
      <Field
        ref={input}
        label={t().signin.password}
        type="password"
        name="password"
        autocomplete="current-password"
        value={password()}
        error={error()}
        onText={setPassword}
      />
    </Form>
  )
}
