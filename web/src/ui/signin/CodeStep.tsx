import { createSignal, onMount, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { CodeSent, SignIn } from '../../model/session'
import { call } from '../../store/link'
import { Button } from '../parts/Button'
import { Field } from '../parts/Field'
import { Form } from './Form'
import { SendAgain } from './SendAgain'

export function CodeStep(props: { phone: string; sent: CodeSent; onBack: () => void; onNext: (next: SignIn) => void }): JSX.Element {
  const [sent, setSent] = createSignal(props.sent)
  const [code, setCode] = createSignal('')
  const [error, setError] = createSignal('')
  let input: HTMLInputElement | undefined
  onMount(() => input?.focus())
  const write = (text: string): void => {
    setCode(text)
    setError('')
    if (text.trim().length === sent().length) input?.form?.requestSubmit()
  }
  const where = (): string => {
    if (sent().by === 'app') return t().signin.codeByApp
    return sent().by === 'sms' ? t().signin.codeBySms(props.phone) : t().signin.codeOther
  }
  const cancel = (): void => {
    void call('cancelCode', {}).catch(() => {}) // it expires anyway
    props.onBack()
  }
  return (
    <Form
      title={t().signin.codeTitle}
      intro={where()}
      onError={setError}
      submit={async () => props.onNext(await call('signIn', { code: code() }))}
      extra={
        <div class="signin-more">
          <SendAgain sent={sent()} onSent={setSent} onError={setError} />
          <Button look="plain" onClick={cancel}>
            {t().signin.wrongNumber}
          </Button>
          <p class="signin-small">{t().signin.codeHelp}</p>
        </div>
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
