import { createSignal, Match, Show, Switch, type JSX } from 'solid-js'
import { languages, language, chooseLanguage, t, type Language } from '../../lang'
import type { CodeSent, SignIn as Next } from '../../model/session'
import { trouble, wasEnded } from '../../store/account'
import { server } from '../../store/server'
import { failureText } from '../../lang/errors'
import { CodeStep } from './CodeStep'
import { NameStep } from './NameStep'
import { PasswordStep } from './PasswordStep'
import { PhoneStep } from './PhoneStep'
import './signin.css'

type Step =
  | { at: 'phone' }
  | { at: 'code'; phone: string; sent: CodeSent }
  | { at: 'password'; hint: string }
  | { at: 'name'; terms: string }
  | { at: 'done' }

const as = <K extends Step['at']>(step: Step, at: K): Extract<Step, { at: K }> | undefined =>
  step.at === at ? (step as Extract<Step, { at: K }>) : undefined

export function SignIn(): JSX.Element {
  const [step, setStep] = createSignal<Step>({ at: 'phone' })
  const proceed = (next: Next): void => {
    if (next.next === 'done') setStep({ at: 'done' })
    else if (next.next === 'password') setStep({ at: 'password', hint: next.hint })
    else setStep({ at: 'name', terms: next.terms })
  }
  return (
    <main class="signin">
      <div class="signin-card">
        <Show when={wasEnded() && step().at === 'phone'}>
          <p class="signin-note" role="status">{t().signin.ended}</p>
        </Show>
        <Switch>
          <Match when={as(step(), 'phone')}>
            <PhoneStep onSent={(phone, sent) => setStep({ at: 'code', phone, sent })} />
          </Match>
          <Match when={as(step(), 'code')}>
            {(s) => <CodeStep phone={s().phone} sent={s().sent} onBack={() => setStep({ at: 'phone' })} onNext={proceed} />}
          </Match>
          <Match when={as(step(), 'password')}>{(s) => <PasswordStep hint={s().hint} onNext={proceed} />}</Match>
          <Match when={as(step(), 'name')}>{(s) => <NameStep terms={s().terms} onNext={proceed} />}</Match>
        </Switch>
        <Show when={trouble()}>
          <p class="signin-trouble" role="alert">{failureText('SERVER_UNREACHABLE')}</p>
        </Show>
        <Show when={server()?.dev}>
          <p class="signin-note">{t().signin.dev}</p>
        </Show>
      </div>
      <LanguageChoice />
    </main>
  )
}

function LanguageChoice(): JSX.Element {
  return (
    <ul class="signin-languages">
      {(Object.entries(languages) as [Language, string][]).map(([code, name]) => (
        <li>
          <button type="button" lang={code} aria-pressed={language() === code} onClick={() => void chooseLanguage(code)}>
            {name}
          </button>
        </li>
      ))}
    </ul>
  )
}
