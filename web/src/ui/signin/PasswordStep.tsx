import { createSignal, onMount, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { SignIn } from '../../model/session'
import { call } from '../../store/link'
import { Field } from '../parts/Field'
import { Form } from './Form'

export function PasswordStep(props: { hint: string; onNext: (next: SignIn) => void }): JSX.Element {
  const [password, setPassword] = createSignal('')
  const [error, setError] = createSignal('')
  let input: HTMLInputElement | undefined
  onMount(() => input?.focus())
  return (
    <Form
      title={t().signin.passwordTitle}
      intro={props.hint ? `${t().signin.passwordIntro} ${t().signin.hint(props.hint)}` : t().signin.passwordIntro}
      onError={setError}
      submit={async () => props.onNext(await call('checkPassword', { password: password() }))}
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
