import { createSignal, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { call, Failed } from '../../store/link'
import { Button } from '../parts/Button'
import { Field } from '../parts/Field'
import { createAction } from '../settings/action'
import { Says } from '../settings/Says'

/** A number and a name. Who is not here yet is remembered, and becomes a contact when they come. */
export function AddContact(props: { onAdded: (id: PeerId | undefined) => void; onCancel: () => void }): JSX.Element {
  const [phone, setPhone] = createSignal('')
  const [first, setFirst] = createSignal('')
  const [last, setLast] = createSignal('')
  const [missing, setMissing] = createSignal(false)
  const action = createAction()
  const add = (): void => void action.run(async () => {
    setMissing(false)
    if (!/[0-9]/.test(phone())) throw new Failed('PHONE_NUMBER_INVALID')
    if (first().trim() === '') throw new Failed('CONTACT_NAME_EMPTY')
    const id = await call('addByPhone', { phone: phone(), firstName: first(), lastName: last() })
    setMissing(id === undefined)
    props.onAdded(id)
  })
  return (
    <form
      class="section-form"
      novalidate
      onSubmit={(e) => {
        e.preventDefault()
        add()
      }}
    >
      <Field label={t().contacts.phone} type="tel" inputmode="tel" autocomplete="off" placeholder="+" dir="ltr" value={phone()} onText={setPhone} />
      <Field label={t().contacts.firstName} autocomplete="off" maxlength={64} dir="auto" value={first()} onText={setFirst} />
      <Field label={t().contacts.lastName} autocomplete="off" maxlength={64} dir="auto" value={last()} onText={setLast} />
      <Says error={action.error()} done={missing()} text={t().contacts.notHere} />
      <div class="dialog-actions">
        <Button look="plain" onClick={() => props.onCancel()}>{t().common.cancel}</Button>
        <Button type="submit" busy={action.busy()}>{t().contacts.addButton}</Button>
      </div>
    </form>
  )
}
