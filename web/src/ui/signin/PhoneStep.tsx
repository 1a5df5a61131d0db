import { createSignal, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { CodeSent } from '../../model/session'
import { call } from '../../store/link'
import { server } from '../../store/server'
import { Field } from '../parts/Field'
import { Form } from './Form'

export function PhoneStep(props: { onSent: (phone: string, sent: CodeSent) => void }): JSX.Element {
  const [phone, setPhone] = createSignal('')
  const [error, setError] = createSignal('')
  return (
    <Form
      title={t().signin.title(server()?.name ?? 'Chappe')}
      intro={t().signin.intro}
      onError={setError}
      submit={async () => props.onSent(phone(), await call('sendCode', { phone: phone() }))}
    >
      <Field
        label={t().signin.phone}
        type="tel"
        name="phone"
        autocomplete="tel"
        inputmode="tel"
        placeholder="+"
        dir="ltr"
        autofocus
        value={phone()}
        error={error()}
        onText={setPhone}
      />
    </Form>
  )
}
