import { createSignal, onMount, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { SignIn } from '../../model/session'
import { call, Failed } from '../../store/link'
import { Field } from '../parts/Field'
import { Form } from './Form'

export function NameStep(props: { terms: string; onNext: (next: SignIn) => void }): JSX.Element {
  const [firstName, setFirstName] = createSignal('')
  const [lastName, setLastName] = createSignal('')
  const [error, setError] = createSignal('')
  let input: HTMLInputElement | undefined
  onMount(() => input?.focus())
  const submit = async (): Promise<void> => {
    if (firstName().trim() === '') throw new Failed('FIRSTNAME_INVALID')
    props.onNext(await call('signUp', { firstName: firstName(), lastName: lastName() }))
  }
  return (
    <Form title={t().signin.nameTitle} intro={t().signin.nameIntro} onError={setError} submit={submit}>
      <Field
        ref={input}
        label={t().signin.firstName}
        name="given-name"
        autocomplete="given-name"
        maxlength={64}
        value={firstName()}
        error={error()}
        onText={setFirstName}
      />
      <Field
        label={t().signin.lastName}
        name="family-name"
        autocomplete="family-name"
        maxlength={64}
        value={lastName()}
        onText={setLastName}
      />
      <Show when={props.terms}>
        <details class="signin-terms">
          <summary>{t().signin.terms}</summary>
          <p>{props.terms}</p>
        </details>
      </Show>
    </Form>
  )
}
