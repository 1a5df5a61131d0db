import { createSignal, onMount, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { SignIn, Terms } from '../../model/session'
import { call, Failed } from '../../store/link'
import { Field } from '../parts/Field'
import { Form } from './Form'

export function NameStep(props: { terms?: Terms; onNext: (next: SignIn) => void }): JSX.Element {
  const [firstName, setFirstName] = createSignal('')
  const [lastName, setLastName] = createSignal('')
  const [error, setError] = createSignal('')
  let input: HTMLInputElement | undefined
  onMount(() => input?.focus())
  const submit = async (): Promise<void> => {
    if (firstName().trim() === '') throw new Failed('FIRSTNAME_INVALID')
    props.onNext(await call('signUp', { firstName: firstName(), lastName: lastName(), terms: props.terms?.id }))
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
        {(terms) => (
          <section class="signin-terms">
            <h2>{t().signin.terms}</h2>
            <p class="signin-terms-text" tabindex={0} dir="auto">{terms().text}</p>
            <p>{terms().age > 0 ? t().signin.age(terms().age) : t().signin.agree}</p>
          </section>
        )}
      </Show>
    </Form>
  )
}
