import { createSignal, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { call } from '../../store/link'
import { Button } from '../parts/Button'
import { Field } from '../parts/Field'
import { createAction } from '../settings/action'
import { Says } from '../settings/Says'

/** Makes another admin the owner. */
export function GiveAway(props: { chat: PeerId; user: PeerId; onDone: () => void; onCancel: () => void }): JSX.Element {
  const [password, setPassword] = createSignal('')
  const action = createAction()
  const give = (): void => void action
    .run(() => call('giveAway', { chat: props.chat, user: props.user, password: password() }))
    .then((done) => done && props.onDone())
  return (
    <form
      class="section-form" novalidate
      onSubmit={(e) => {
        e.preventDefault()
        give()
      }}
    >
      <p class="dialog-text">{t().group.edit.giveHint}</p>
      <Field label={t().group.edit.givePassword} type="password" autocomplete="current-password" value={password()} onText={setPassword} />
      <Says error={action.error()} />
      <div class="dialog-actions">
        <Button look="plain" onClick={() => props.onCancel()}>{t().common.cancel}</Button>
        <Button look="danger" type="submit" busy={action.busy()}>{t().group.edit.giveButton}</Button>
      </div>
    </form>
  )
}
