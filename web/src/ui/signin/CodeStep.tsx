import { createSignal, onMount, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { CodeSent, SignIn } from '../../model/session'
import { call } from '../../store/link'
import { Button } from '../parts/Button'
import { Field } from '../parts/Field'
import { Form } from './Form'

export function CodeStep(props: { phone: string; sent: CodeSent; onBack: () => void; onNext: (next: SignIn) => void }): JSX.Element {
  const [code, setCode] = createSignal('')
  const [error, setError] = createSignal('')
  let input: HTMLInputElement | undefined
  onMount(() => input?.focus())
  const write = (text: string): void => {
    setCode(text)
    setError('')
    if (text.trim().length === props.sent.length) input?.form?.requestSubmit()
  }
  const where = (): string => {
    if (props.sent.by === 'app') return t().signin.codeByApp
    return props.sent.by === 'sms' ? t().signin.codeBySms(props.phone) : t().signin.codeOther
  }
  return (
    <Form
      title={t().signin.codeTitle}
      intro={where()}
      onError={setError}
      submit={async () => props.onNext(await call('signIn', { code: code() }))}
      extra={
        <Button look="plain" onClick={() => props.onBack()}>
          {t().signin.wrongNumber}
        </Button>
      }
    >
      <Field
        ref={input}
        label={t().signin.code}
        name="code"
        autocomplete="one-time-code"
        inputmode="numeric"
        maxlength={10}
        dir="ltr"
        value={code()}
        error={error()}
        onText={write}
      />
    </Form>
  )
}
