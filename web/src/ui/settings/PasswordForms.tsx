import { createSignal, onMount, Show, type JSX, type ParentProps } from 'solid-js'
import { t } from '../../lang'
import type { Password } from '../../model/settings'
import { call } from '../../store/link'
import { Button } from '../parts/Button'
import { Field } from '../parts/Field'
import { createAction, type Action } from './action'
import { Section } from './Page'
import { Says } from './Says'

interface Ends {
  onDone: () => void
  onCancel: () => void
}

/** Fields, a button that does it, and one that does not. */
export function Ask(props: ParentProps<{ title?: string; hint?: string; button: string; cancel?: string; danger?: boolean; action: Action; onSubmit: () => void; onCancel: () => void; extra?: JSX.Element }>): JSX.Element {
  let form: HTMLFormElement | undefined
  onMount(() => form?.querySelector('input')?.focus())
  return (
    <Section title={props.title} hint={props.hint}>
      <form
        ref={form}
        class="section-form"
        novalidate
        onSubmit={(e) => {
          e.preventDefault()
          props.onSubmit()
        }}
      >
        {props.children}
        <Says error={props.action.error()} />
        <div class="dialog-actions">
          {props.extra}
          <Button look="plain" onClick={() => props.onCancel()}>{props.cancel ?? t().common.cancel}</Button>
          <Button type="submit" look={props.danger ? 'danger' : 'main'} busy={props.action.busy()}>{props.button}</Button>
        </div>
      </form>
    </Section>
  )
}

function Current(props: { value: string; onText: (text: string) => void }): JSX.Element {
  return (
    <Field label={t().settings.password.current} type="password" autocomplete="current-password" value={props.value} onText={props.onText} />
  )
}

/** Sets a password, or another one. */
export function SetPassword(props: Ends & { now: Password }): JSX.Element {
  const action = createAction()
  const words = () => t().settings.password
  const [old, setOld] = createSignal('')
  const [password, setPassword] = createSignal('')
  const [again, setAgain] = createSignal('')
  const [hint, setHint] = createSignal('')
  const [email, setEmail] = createSignal('')
  const [wrong, setWrong] = createSignal('')
  const submit = async (): Promise<void> => {
    if (password() === '') setWrong(t().errors.PASSWORD_EMPTY)
    else if (password() !== again()) setWrong(words().differ)
    else if (hint().trim() === password()) setWrong(words().hintSame)
    else {
      setWrong('')
      if (await action.run(() => call('savePassword', { old: old(), password: password(), hint: hint(), email: email() }))) props.onDone()
    }
  }
  return (
    <Ask title={props.now.on ? words().change : words().set} button={t().common.save} action={action} onSubmit={() => void submit()} onCancel={props.onCancel}>
      <Show when={props.now.on}>
        <Current value={old()} onText={setOld} />
      </Show>
      <Field label={words().new} type="password" autocomplete="new-password" value={password()} error={wrong()} onText={setPassword} />
      <Field label={words().again} type="password" autocomplete="new-password" value={again()} onText={setAgain} />
      <Field label={words().hint} autocomplete="off" maxlength={255} dir="auto" value={hint()} onText={setHint} />
      <Show when={!props.now.on}>
        <Field label={words().email} type="email" autocomplete="email" dir="ltr" value={email()} onText={setEmail} />
        <p class="says">{words().emailHint}</p>
      </Show>
    </Ask>
  )
}

/** Turns it off. */
export function ProvePassword(props: Ends): JSX.Element {
  const action = createAction()
  const [old, setOld] = createSignal('')
  const submit = async (): Promise<void> => {
    if (await action.run(() => call('removePassword', { old: old() }))) props.onDone()
  }
  return (
    <Ask title={t().settings.password.remove} hint={t().settings.password.removeHint} button={t().settings.password.remove} danger action={action} onSubmit={() => void submit()} onCancel={props.onCancel}>
      <Current value={old()} onText={setOld} />
    </Ask>
  )
}

/** Where a code goes if the password is forgotten. */
export function SetRecovery(props: Ends): JSX.Element {
  const action = createAction()
  const [old, setOld] = createSignal('')
  const [email, setEmail] = createSignal('')
  const submit = async (): Promise<void> => {
    if (await action.run(() => call('saveRecovery', { old: old(), email: email() }))) props.onDone()
  }
  return (
    <Ask title={t().settings.password.recoveryTitle} hint={t().settings.password.emailHint} button={t().common.save} action={action} onSubmit={() => void submit()} onCancel={props.onCancel}>
      <Current value={old()} onText={setOld} />
      <Field label={t().settings.password.recoveryTitle} type="email" autocomplete="email" dir="ltr" value={email()} onText={setEmail} />
    </Ask>
  )
}

/** The code that was mailed to a new address. */
export function ConfirmRecovery(props: Ends & { address: string }): JSX.Element {
  const action = createAction()
  const words = () => t().settings.password
  const [code, setCode] = createSignal('')
  const submit = async (): Promise<void> => {
    if (await action.run(() => call('confirmRecovery', { code: code() }))) props.onDone()
  }
  const cancel = async (): Promise<void> => {
    if (await action.run(() => call('cancelRecovery', {}))) props.onCancel()
  }
  return (
    <Ask
      title={words().recoveryTitle}
      button={words().confirmButton}
      cancel={words().cancel}
      action={action}
      onSubmit={() => void submit()}
      onCancel={() => void cancel()}
      extra={<Button look="plain" onClick={() => void action.run(() => call('resendRecovery', {}))}>{words().resend}</Button>}
    >
      <p>{words().confirm(props.address)}</p>
      <Field label={words().code} inputmode="numeric" autocomplete="one-time-code" dir="ltr" value={code()} onText={setCode} />
    </Ask>
  )
}
