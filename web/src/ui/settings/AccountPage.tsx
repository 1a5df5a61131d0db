import { createResource, createSignal, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { call } from '../../store/link'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { createAction } from './action'
import { Loaded } from './Loaded'
import { Page, Section } from './Page'
import { Radios } from './Radios'
import { Row } from './Row'
import { Says } from './Says'

const monthDays = 30.4375

/** After how many months of absence an account goes. */
const spans = [1, 3, 6, 12, 18, 24]

const months = (days: number): number => Math.max(1, Math.round(days / monthDays))
const daysOf = (count: number): number => Math.min(730, Math.max(30, Math.round(count * monthDays)))

/** When the account goes by itself, and having it go now. */
export function AccountPage(): JSX.Element {
  const [days, { mutate, refetch }] = createResource(() => call('getAccountDays', {}))
  const [asked, setAsked] = createSignal(false)
  const action = createAction()
  const words = () => t().settings.account
  const save = (count: number): void =>
    void action.run(() => call('saveAccountDays', { days: daysOf(count) })).then((ok) => ok && mutate(daysOf(count)))
  return (
    <Page title={words().title}>
      <Section title={words().absence}>
        <Loaded what={days} again={() => void refetch()}>
          {(d) => (
            <Radios
              label={words().absence}
              choices={[...new Set([...spans, months(d())])].sort((a, b) => a - b).map((value) => ({ value, label: words().months(value) }))}
              value={months(d())}
              onChange={save}
            />
          )}
        </Loaded>
        <Says error={action.error()} />
      </Section>
      <Section>
        <Row icon="trash-2" danger label={words().delete} onClick={() => setAsked(true)} />
      </Section>
      <Dialog open={asked()} title={words().deleteTitle} text={words().deleteText} onClose={() => setAsked(false)}>
        <Delete onCancel={() => setAsked(false)} />
      </Dialog>
    </Page>
  )
}

/** The last questions before an account goes: a word that nobody types by mistake, and the password where there is one. */
function Delete(props: { onCancel: () => void }): JSX.Element {
  const [password] = createResource(() => call('getPassword', {}))
  const [word, setWord] = createSignal('')
  const [secret, setSecret] = createSignal('')
  const action = createAction()
  const words = () => t().settings.account
  const sure = (): boolean => word().trim().toLowerCase() === words().deleteWord.toLowerCase()
  return (
    <form
      class="section-form"
      onSubmit={(e) => {
        e.preventDefault()
        if (sure()) void action.run(() => call('deleteAccount', { password: secret() }))
      }}
    >
      <Field label={words().deleteConfirm(words().deleteWord)} autocomplete="off" dir="auto" value={word()} onText={setWord} />
      <Show when={password.state === 'ready' && password().on}>
        <Field label={words().deletePassword} type="password" autocomplete="current-password" value={secret()} onText={setSecret} />
      </Show>
      <Says error={action.error()} />
      <div class="dialog-actions">
        <Button look="plain" onClick={() => props.onCancel()}>{t().common.cancel}</Button>
        <Button type="submit" look="danger" disabled={!sure()} busy={action.busy()}>{words().deleteButton}</Button>
      </div>
    </form>
  )
}
