import { createSignal, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { call, Failed } from '../../store/link'
import { loginTokenIn } from '../../view/phone'
import { Button } from '../parts/Button'
import { Field } from '../parts/Field'
import { back } from '../shell/route'
import { linking } from '../shell/linking'
import { createAction } from './action'
import { Page, Section } from './Page'
import { Says } from './Says'

/** Lets another device in, whose code was scanned or is pasted here. */
export function LinkPage(): JSX.Element {
  const [text, setText] = createSignal('')
  const [done, setDone] = createSignal('')
  const action = createAction()
  const words = () => t().settings.devices
  const scanned = linking.token
  const accept = (): void => void action.run(async () => {
    const token = scanned() || loginTokenIn(text())
    if (token === '') throw new Failed('AUTH_TOKEN_INVALID')
    linking.forget() // it is good for one attempt
    setDone(await call('acceptLoginToken', { token }))
    setText('')
  })
  const leave = (): void => {
    linking.forget()
    back({ left: 'settings', page: 'devices' })
  }
  return (
    <Page title={words().link} up={{ left: 'settings', page: 'devices' }}>
      <Section>
        <form
          class="section-form"
          novalidate
          onSubmit={(e) => {
            e.preventDefault()
            accept()
          }}
        >
          <Show when={!scanned()}>
            <p>{words().linkIntro}</p>
            <Field label={words().linkCode} autocomplete="off" dir="ltr" value={text()} onText={setText} />
          </Show>
          <p class="settings-warning">{words().linkAsk}</p>
          <Says error={action.error()} done={done() !== ''} text={words().linkDone(done())} />
          <div class="dialog-actions">
            <Button look="plain" onClick={leave}>{scanned() ? words().linkNot : t().common.cancel}</Button>
            <Button type="submit" busy={action.busy()}>{words().linkButton}</Button>
          </div>
        </form>
      </Section>
    </Page>
  )
}
