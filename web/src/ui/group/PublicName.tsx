import { createEffect, createSignal, onCleanup, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { failureText } from '../../lang/errors'
import { isChannel, type PeerId } from '../../model/peer'
import { call } from '../../store/link'
import { Button } from '../parts/Button'
import { Field } from '../parts/Field'
import { linkTo } from '../parts/link'
import { createAction } from '../settings/action'
import { Radios } from '../settings/Radios'
import { Says } from '../settings/Says'

/** How long to wait for the next letter before the server is asked. */
const pause = 300

/** Whether everybody finds a group by its name, or only those come in who are invited. */
export function PublicName(props: { id: PeerId; now: string }): JSX.Element {
  const words = () => t().group
  const [open, setOpen] = createSignal(props.now !== '')
  const [name, setName] = createSignal(props.now)
  const [wrong, setWrong] = createSignal('')
  const [saved, setSaved] = createSignal(false)
  const action = createAction()
  createEffect(() => {
    const username = name().trim()
    setWrong('')
    if (!open() || username === '' || username === props.now) return
    const timer = setTimeout(() => void call('checkGroupName', { chat: props.id, username }).then((why) => {
      if (name().trim() === username && why) setWrong(failureText(why))
    }, () => {}), pause) // saving says it, too
    onCleanup(() => clearTimeout(timer))
  })
  const save = async (): Promise<void> => {
    setSaved(false)
    const username = open() ? name().trim() : ''
    if (open() && username === '') {
      setWrong(words().make.noPublicName)
      return
    }
    setSaved(await action.run(() => call('saveGroupName', { chat: props.id, username })))
  }
  return (
    <form
      class="section section-form" novalidate
      onSubmit={(e) => {
        e.preventDefault()
        void save()
      }}
    >
      <div>
        <p class="section-title make-kind">{words().edit.kind}</p>
        <Radios
          label={words().make.who} value={open()} onChange={setOpen}
          choices={[{ value: false, label: words().make.private }, { value: true, label: words().make.public }]}
        />
      </div>
      <Show when={open()}>
        <div>
          <Field
            label={words().make.publicName} maxlength={32} autocomplete="off" autocapitalize="off" spellcheck={false} dir="ltr" value={name()} error={wrong()}
            onText={setName}
          />
          <p class="section-hint make-hint">{words().make.publicHint(linkTo(name() || '…'))}</p>
        </div>
        <Show when={!isChannel(props.id)}><p class="section-hint make-hint">{words().member.becomes}</p></Show>
      </Show>
      <Says error={action.error()} done={saved()} />
      <Button class="section-button" type="submit" busy={action.busy()}>{words().edit.saveKind}</Button>
    </form>
  )
}
