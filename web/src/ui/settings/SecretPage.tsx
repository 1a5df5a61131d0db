import { createSignal, Match, Show, Switch, type JSX } from 'solid-js'
import { t } from '../../lang'
import { call } from '../../store/link'
import { secretLock } from '../../store/secrets'
import { server } from '../../store/server'
import { Field } from '../parts/Field'
import { Unlock } from '../secret/Unlock'
import { createAction } from './action'
import { Page, Section } from './Page'
import { Ask } from './PasswordForms'
import { Row } from './Row'
import '../secret/secret.css'

/** A passphrase before the secret chats of this browser. */
export function SecretPage(): JSX.Element {
  const words = () => t().secret.lock
  const [asked, setAsked] = createSignal<'nothing' | 'set' | 'off'>('nothing')
  const done = (): void => void setAsked('nothing')
  return (
    <Page title={words().title}>
      <Switch>
        <Match when={secretLock() === 'locked'}><Unlock /></Match>
        <Match when={asked() !== 'nothing'}><Passphrase off={asked() === 'off'} onDone={done} /></Match>
        <Match when={secretLock() === 'none'}>
          <Section hint={words().hint}>
            <Row icon="key-round" label={words().set} value={words().none} onClick={() => setAsked('set')} />
          </Section>
        </Match>
        <Match when={secretLock() === 'open'}>
          <Section hint={words().hint}>
            <Row icon="lock" label={words().now} onClick={() => void call('lockSecrets', {}).catch(() => {})} />
            <Row icon="key-round" label={words().change} value={words().on} onClick={() => setAsked('set')} />
            <Row icon="trash-2" danger label={words().off} onClick={() => setAsked('off')} />
          </Section>
        </Match>
      </Switch>
      <Section hint={t().secret.honest(server()?.name ?? 'Chappe')} />
    </Page>
  )
}

/** How long a passphrase is at least, in characters. */
const least = 8

function Passphrase(props: { off: boolean; onDone: () => void }): JSX.Element {
  const words = () => t().secret.lock
  const action = createAction()
  const [old, setOld] = createSignal('')
  const [passphrase, setPassphrase] = createSignal('')
  const [again, setAgain] = createSignal('')
  const [wrong, setWrong] = createSignal('')
  const submit = async (): Promise<void> => {
    if (!props.off && passphrase().length < least) setWrong(words().short)
    else if (!props.off && passphrase() !== again()) setWrong(words().differ)
    else {
      setWrong('')
      if (await action.run(() => call('setSecretPassphrase', { old: old(), passphrase: props.off ? '' : passphrase() }))) props.onDone()
    }
  }
  return (
    <Ask
      title={props.off ? words().off : secretLock() === 'open' ? words().change : words().set} button={props.off ? words().off : t().common.save} danger={props.off}
      action={action} onSubmit={() => void submit()} onCancel={props.onDone}
    >
      <Show when={secretLock() === 'open'}>
        <Field label={words().old} type="password" autocomplete="off" value={old()} onText={setOld} />
      </Show>
      <Show when={!props.off}>
        <Field label={words().new} type="password" autocomplete="off" value={passphrase()} error={wrong()} onText={setPassphrase} />
        <Field label={words().again} type="password" autocomplete="off" value={again()} onText={setAgain} />
        <p class="says">{words().short}</p>
      </Show>
    </Ask>
  )
}
