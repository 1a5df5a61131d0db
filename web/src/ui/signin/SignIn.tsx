import { createSignal, lazy, Match, Show, Suspense, Switch, type JSX } from 'solid-js'
import { languages, language, chooseLanguage, t, type Language } from '../../lang'
import { failureText } from '../../lang/errors'
import type { CodeSent, SignIn as Next, Terms } from '../../model/session'
import { account, somethingWaits, trouble, wasEnded } from '../../store/account'
import { forgetDrafts, someDrafts } from '../../store/drafts'
import { call } from '../../store/link'
import { server } from '../../store/server'
import { Button } from '../parts/Button'
import { CodeStep } from './CodeStep'
import { NameStep } from './NameStep'
import { PasswordStep } from './PasswordStep'
import { PhoneStep } from './PhoneStep'
import './signin.css'

const ScanStep = lazy(async () => ({ default: (await import('./ScanStep')).ScanStep }))
const RecoveryStep = lazy(async () => ({ default: (await import('./RecoveryStep')).RecoveryStep }))

type Step =
  | { at: 'phone' }
  | { at: 'scan' }
  | { at: 'code'; phone: string; sent: CodeSent }
  | { at: 'password'; hint: string; recovery: boolean }
  | { at: 'recovery'; from: Step }
  | { at: 'name'; terms?: Terms }
  | { at: 'done' }

const as = <K extends Step['at']>(step: Step, at: K): Extract<Step, { at: K }> | undefined =>
  step.at === at ? (step as Extract<Step, { at: K }>) : undefined

/** The way in: a phone number and a code, or another device; then the password or a name, where they are wanted. */
export function SignIn(): JSX.Element {
  const [step, setStep] = createSignal<Step>({ at: 'phone' })
  const proceed = (next: Next): void => {
    if (next.next === 'done') setStep({ at: 'done' })
    else if (next.next === 'password') setStep({ at: 'password', hint: next.hint, recovery: next.recovery })
    else setStep({ at: 'name', terms: next.terms })
  }
  const toPhone = (): void => void setStep({ at: 'phone' })
  return (
    <main class="signin">
      <div class="signin-card">
        <Show when={step().at === 'phone'}>
          <Ended />
        </Show>
        <Suspense>
          <Switch>
            <Match when={as(step(), 'phone')}>
              <PhoneStep onSent={(phone, sent) => setStep({ at: 'code', phone, sent })} onScan={() => setStep({ at: 'scan' })} />
            </Match>
            <Match when={as(step(), 'scan')}>
              <ScanStep onBack={toPhone} onNext={proceed} />
            </Match>
            <Match when={as(step(), 'code')}>
              {(s) => <CodeStep phone={s().phone} sent={s().sent} onBack={toPhone} onNext={proceed} />}
            </Match>
            <Match when={as(step(), 'password')}>
              {(s) => (
                <PasswordStep hint={s().hint} recovery={s().recovery} onBack={toPhone} onNext={proceed} onForgot={() => setStep({ at: 'recovery', from: s() })} />
              )}
            </Match>
            <Match when={as(step(), 'recovery')}>{(s) => <RecoveryStep onBack={() => setStep(s().from)} onNext={proceed} />}</Match>
            <Match when={as(step(), 'name')}>{(s) => <NameStep terms={s().terms} onNext={proceed} />}</Match>
          </Switch>
        </Suspense>
        <Show when={trouble()}>
          <p class="signin-trouble" role="alert">{failureText(trouble().startsWith('STORAGE') ? trouble() : 'SERVER_UNREACHABLE')}</p>
        </Show>
        <Show when={step().at === 'phone' && server()}>
          {(s) => (
            <>
              <Note show={!s().claimed && !s().dev} text={t().signin.fresh} />
              <Note show={s().signUp === 'invite'} text={t().signin.inviteOnly} />
              <Note show={s().signUp === 'closed'} text={t().signin.closed} />
            </>
          )}
        </Show>
        <Note show={server()?.dev === true} text={t().signin.dev} />
      </div>
      <LanguageChoice />
    </main>
  )
}

/** Why somebody who was signed in sees this page, and what became of what they wrote. */
function Ended(): JSX.Element {
  const [forgotten, setForgotten] = createSignal(false)
  const asked = (): boolean => {
    const a = account()
    return a.state === 'signedOut' && a.why === 'asked'
  }
  const kept = (): boolean => !forgotten() && !asked() && (somethingWaits() || someDrafts())
  const forget = (): void => {
    forgetDrafts()
    void call('forgetUnsent', {}).catch(() => {}) // what stays is for nobody else
    setForgotten(true)
  }
  return (
    <Show when={wasEnded() || kept()}>
      <div class="signin-note" role="status">
        <Show when={wasEnded()}>{(why) => <p>{why() === 'cleared' ? t().signin.cleared : t().signin.ended}</p>}</Show>
        <Show when={kept()}>
          <p>{t().signin.kept}</p>
          <Button look="plain" onClick={forget}>{t().signin.forget}</Button>
        </Show>
      </div>
    </Show>
  )
}

function Note(props: { show: boolean; text: string }): JSX.Element {
  return (
    <Show when={props.show}>
      <p class="signin-note">{props.text}</p>
    </Show>
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
