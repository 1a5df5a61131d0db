import { createSignal, type JSX } from 'solid-js'
import { t } from '../../lang'
import { dayAndTime } from '../../lang/format'
import type { Invite } from '../../model/group'
import type { PeerId } from '../../model/peer'
import { call } from '../../store/link'
import { Button } from '../parts/Button'
import { Field } from '../parts/Field'
import { createAction } from '../settings/action'
import { Says } from '../settings/Says'
import { Switch } from '../settings/Switch'

const hour = 3600
const day = 24 * hour

/** Leaves a link's end as it is. */
const same = -1

/** Makes a link, or changes what one allows. */
export function InviteForm(props: { chat: PeerId; invite?: Invite; onDone: () => void; onCancel: () => void }): JSX.Element {
  const words = () => t().group.invites
  const old = props.invite
  const [title, setTitle] = createSignal(old?.title ?? '')
  const [after, setAfter] = createSignal(old && old.expires !== 0 ? same : 0)
  const [limit, setLimit] = createSignal(old && old.limit > 0 ? String(old.limit) : '')
  const [request, setRequest] = createSignal(old?.request ?? false)
  const action = createAction()
  const save = (): void => {
    const expires = after() === same ? (old?.expires ?? 0) : after() === 0 ? 0 : Math.floor(Date.now() / 1000) + after()
    // Who is let in by an admin is not counted.
    const rules = { title: title(), expires, limit: request() ? 0 : Number(limit().replace(/[^0-9]/g, '')) || 0, request: request() }
    const doing = old ? () => call('editInvite', { chat: props.chat, link: old.link, ...rules }) : () => call('makeInvite', { chat: props.chat, ...rules })
    void action.run(doing).then((done) => done && props.onDone())
  }
  return (
    <form
      class="section-form" novalidate
      onSubmit={(e) => {
        e.preventDefault()
        save()
      }}
    >
      <Field label={words().name} maxlength={32} autocomplete="off" dir="auto" value={title()} onText={setTitle} />
      <label class="group-select">
        <span>{words().ends}</span>
        <select value={after()} onChange={(e) => setAfter(Number(e.currentTarget.value))}>
          {old && old.expires !== 0 && <option value={same}>{dayAndTime(old.expires)}</option>}
          <option value={0}>{words().never}</option>
          <option value={hour}>{words().hour}</option>
          <option value={day}>{words().day}</option>
          <option value={7 * day}>{words().week}</option>
        </select>
      </label>
      <Switch label={words().request} hint={words().requestHint} on={request()} onChange={setRequest} />
      <Field
        label={words().limit} inputmode="numeric" maxlength={5} autocomplete="off" placeholder={words().anyNumber} disabled={request()} value={request() ? '' : limit()}
        onText={setLimit}
      />
      <Says error={action.error()} />
      <div class="dialog-actions">
        <Button look="plain" onClick={() => props.onCancel()}>{t().common.cancel}</Button>
        <Button type="submit" busy={action.busy()}>{words().save}</Button>
      </div>
    </form>
  )
}
