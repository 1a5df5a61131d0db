import { createSignal, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { User } from '../../model/peer'
import { call, Failed } from '../../store/link'
import { Button } from '../parts/Button'
import { Check } from '../parts/Check'
import { Field } from '../parts/Field'
import { createAction } from '../settings/action'
import { Says } from '../settings/Says'

/** What somebody is called in the address book, and what we note of them. */
export function EditContact(props: { user: User; note: string; onDone: () => void; onCancel: () => void }): JSX.Element {
  const [first, setFirst] = createSignal(props.user.firstName)
  const [last, setLast] = createSignal(props.user.lastName)
  const [note, setNote] = createSignal(props.note)
  const [share, setShare] = createSignal(false)
  const action = createAction()
  const save = async (): Promise<void> => {
    const { id } = props.user
    const worked = await action.run(async () => {
      if (first().trim() === '') throw new Failed('CONTACT_NAME_EMPTY')
      await call('saveContact', { id, firstName: first(), lastName: last(), sharePhone: share() })
      if (note().trim() !== props.note) await call('saveNote', { id, note: note() })
    })
    if (worked) props.onDone()
  }
  return (
    <form
      class="section-form"
      novalidate
      onSubmit={(e) => {
        e.preventDefault()
        void save()
      }}
    >
      <Field label={t().contacts.firstName} autocomplete="off" maxlength={64} dir="auto" value={first()} onText={setFirst} />
      <Field label={t().contacts.lastName} autocomplete="off" maxlength={64} dir="auto" value={last()} onText={setLast} />
      <Field label={t().contacts.note} autocomplete="off" maxlength={128} dir="auto" value={note()} onText={setNote} />
      <p class="says">{t().contacts.noteHint}</p>
      <Show when={!props.user.contact}>
        <Check checked={share()} label={t().contacts.share} onChange={setShare} />
      </Show>
      <Says error={action.error()} />
      <div class="dialog-actions">
        <Button look="plain" onClick={() => props.onCancel()}>{t().common.cancel}</Button>
        <Button type="submit" busy={action.busy()}>{t().common.save}</Button>
      </div>
    </form>
  )
}
