import { createSignal, onMount, type JSX } from 'solid-js'
import { t } from '../../lang'
import { call } from '../../store/link'
import { Button } from '../parts/Button'
import { Empty } from '../parts/Empty'
import { Field } from '../parts/Field'
import { createAction } from '../settings/action'

/** Asks for the passphrase that stands before the secret chats of this browser. */
export function Unlock(): JSX.Element {
  const words = () => t().secret.lock
  const action = createAction()
  const [passphrase, setPassphrase] = createSignal('')
  let form!: HTMLFormElement
  onMount(() => form.querySelector('input')?.focus())
  return (
    <div class="secret-state">
      <Empty icon="lock" title={words().locked} hint={words().lockedHint}>
        <form
          ref={form} class="secret-unlock" novalidate
          onSubmit={(e) => {
            e.preventDefault()
            void action.run(() => call('unlockSecrets', { passphrase: passphrase() }))
          }}
        >
          <Field label={words().passphrase} type="password" autocomplete="off" value={passphrase()} error={action.error()} onText={setPassphrase} />
          <Button type="submit" busy={action.busy()}>{words().unlock}</Button>
        </form>
        <p class="secret-small">{words().forget}</p>
      </Empty>
    </div>
  )
}
