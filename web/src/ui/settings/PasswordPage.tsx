import { createResource, createSignal, Match, Show, Switch, type JSX } from 'solid-js'
import { t } from '../../lang'
import { call } from '../../store/link'
import { Loaded } from './Loaded'
import { Page, Section } from './Page'
import { ConfirmRecovery, ProvePassword, SetPassword, SetRecovery } from './PasswordForms'
import { Row } from './Row'

type Doing = 'nothing' | 'set' | 'remove' | 'recovery'

/** Two-step verification: on, off, another password, an address for when it is forgotten. */
export function PasswordPage(): JSX.Element {
  const [state, { refetch }] = createResource(() => call('getPassword', {}))
  const [doing, setDoing] = createSignal<Doing>('nothing')
  const [said, setSaid] = createSignal('')
  const words = () => t().settings.password
  const done = async (what: string): Promise<void> => {
    await refetch()
    setSaid(state.latest?.unconfirmed ? '' : what)
    setDoing('nothing')
  }
  const begin = (what: Doing) => () => {
    setSaid('')
    setDoing(what)
  }
  return (
    <Page title={words().title}>
      <Loaded what={state} again={() => void refetch()}>
        {(p) => (
          <>
            <p class="says" role="status">{said()}</p>
            <Show when={p().unconfirmed}>
              {(address) => <ConfirmRecovery address={address()} onDone={() => void done(words().done)} onCancel={() => void done('')} />}
            </Show>
            <Switch>
              <Match when={doing() === 'set'}>
                <SetPassword now={p()} onDone={() => void done(words().done)} onCancel={begin('nothing')} />
              </Match>
              <Match when={doing() === 'recovery'}>
                <SetRecovery onDone={() => void done('')} onCancel={begin('nothing')} />
              </Match>
              <Match when={doing() === 'remove'}>
                <ProvePassword onDone={() => void done(words().doneOff)} onCancel={begin('nothing')} />
              </Match>
              <Match when={p().on}>
                <Section hint={words().on}>
                  <Row icon="key-round" label={words().change} onClick={begin('set')} />
                  <Row icon="mail" label={p().recovery ? words().recoveryChange : words().recoverySet} onClick={begin('recovery')} />
                  <Row icon="x" label={words().remove} danger onClick={begin('remove')} />
                </Section>
              </Match>
              <Match when={!p().unconfirmed}>
                <Section title={words().offTitle} hint={words().off}>
                  <Row icon="key-round" label={words().set} onClick={begin('set')} />
                </Section>
              </Match>
            </Switch>
          </>
        )}
      </Loaded>
    </Page>
  )
}
