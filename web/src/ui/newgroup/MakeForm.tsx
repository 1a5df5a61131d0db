import { createSignal, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { list } from '../../lang/format'
import type { PeerId } from '../../model/peer'
import { loadChat } from '../../store/chats'
import { call } from '../../store/link'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { linkTo } from '../parts/link'
import { personName } from '../parts/name'
import { createAction } from '../settings/action'
import { Radios } from '../settings/Radios'
import { Says } from '../settings/Says'
import { openChat } from '../shell/route'
import { GroupFace } from './GroupFace'
import '../settings/settings.css'

/** The name, the picture and the kind of a new group or channel. */
export function MakeForm(props: { broadcast: boolean; people: readonly PeerId[] }): JSX.Element {
  const words = () => t().group.make
  const [title, setTitle] = createSignal('')
  const [about, setAbout] = createSignal('')
  const [open, setOpen] = createSignal(false)
  const [username, setUsername] = createSignal('')
  const [picture, setPicture] = createSignal<Blob>()
  const [missing, setMissing] = createSignal<{ chat: PeerId; people: readonly PeerId[] }>()
  const [wrong, setWrong] = createSignal('')
  const action = createAction()
  const go = (chat: PeerId): void => openChat(chat, undefined, { replace: true })
  const make = (): void => {
    setWrong(title().trim() === '' ? words().noName : open() && username().trim() === '' ? words().noPublicName : '')
    if (wrong()) return
    void action.run(async () => {
      const made = await call('makeGroup', {
        title: title(), about: about(), users: props.people, broadcast: props.broadcast, username: open() ? username() : '', picture: picture(),
      })
      await loadChat(made.id).catch(() => {}) // it comes with the next update
      if (made.missing.length > 0) setMissing({ chat: made.id, people: made.missing })
      else go(made.id)
    })
  }
  return (
    <form
      class="settings section-form make-form"
      novalidate
      onSubmit={(e) => {
        e.preventDefault()
        make()
      }}
    >
      <GroupFace name={title()} picture={picture()} onPicture={setPicture} />
      <Field label={props.broadcast ? words().channelName : words().name} maxlength={128} autocomplete="off" dir="auto" value={title()} onText={(text) => {
        setTitle(text)
        setWrong('')
      }} />
      <Field label={words().about} maxlength={255} autocomplete="off" dir="auto" value={about()} onText={setAbout} />
      <div>
        <p class="section-title make-kind">{words().who}</p>
        <Radios
          label={words().who} value={open()} onChange={setOpen}
          choices={[{ value: false, label: words().private }, { value: true, label: words().public }]}
        />
      </div>
      <Show when={open()}>
        <div>
          <Field label={words().publicName} maxlength={32} autocomplete="off" autocapitalize="off" spellcheck={false} dir="ltr" value={username()} onText={setUsername} />
          <p class="section-hint make-hint">{words().publicHint(linkTo(username() || '…'))}</p>
        </div>
      </Show>
      <Says error={wrong() || action.error()} />
      <Button type="submit" busy={action.busy()}>{words().create}</Button>
      <Show when={missing()} keyed>
        {(m) => (
          <Dialog open title={title()} text={words().missing(list(m.people.map(personName)))} onClose={() => go(m.chat)}>
            <div class="dialog-actions">
              <Button onClick={() => go(m.chat)}>{t().common.done}</Button>
            </div>
          </Dialog>
        )}
      </Show>
    </form>
  )
}
