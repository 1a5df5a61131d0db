import { createSignal, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { CodeSent } from '../../model/session'
import { call, Failed } from '../../store/link'
import { server } from '../../store/server'
import { Button } from '../parts/Button'
import { Field } from '../parts/Field'
import { CountryChoice } from './CountryChoice'
import { Form } from './Form'

export function PhoneStep(props: { onSent: (phone: string, sent: CodeSent) => void; onScan: () => void }): JSX.Element {
  const [phone, setPhone] = createSignal('')
  const [error, setError] = createSignal('')
  let input: HTMLInputElement | undefined
  const submit = async (): Promise<void> => {
    if (!/[0-9]/.test(phone())) throw new Failed('PHONE_NUMBER_INVALID')
    try {
      props.onSent(phone(), await call('sendCode', { phone: phone() }))
    } catch (e) {
      if (e instanceof Failed && e.text === 'PHONE_NUMBER_APP_SIGNUP_FORBIDDEN' && server()?.signUp === 'invite') throw new Failed('INVITE_NEEDED')
      throw e
    }
  }
  const choose = (text: string): void => {
    setPhone(text)
    input?.focus()
  }
  return (
    <Form
      title={t().signin.title(server()?.name ?? 'Chappe')}
      intro={t().signin.intro}
      onError={setError}
      submit={submit}
      extra={
        <Button look="plain" onClick={() => props.onScan()}>
          {t().signin.qr}
        </Button>
      }
    >
      <CountryChoice phone={phone()} onPhone={choose} />
      <Field
        ref={input}
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
