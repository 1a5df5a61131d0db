import { createSignal, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { User } from '../../model/peer'
import type { PersonAbout } from '../../model/settings'
import { call } from '../../store/link'
import { Dialog } from '../parts/Dialog'
import { Sure } from '../parts/Sure'
import { createAction } from '../settings/action'
import { Section } from '../settings/Page'
import { Row } from '../settings/Row'
import { Says } from '../settings/Says'
import { starting } from '../secret/starting'
import { EditContact } from './EditContact'

interface Props {
  user: User
  about: PersonAbout
  onChanged: () => void
}

/** Address book and blocking. What can be done with the chat stands in its own menu. */
export function PersonActions(props: Props): JSX.Element {
  const [asked, setAsked] = createSignal<'nothing' | 'edit' | 'remove' | 'block'>('nothing')
  const action = createAction()
  const close = (): void => void setAsked('nothing')
  const act = (fn: () => Promise<unknown>): void => {
    close()
    void action.run(fn).then(() => props.onChanged())
  }
  const block = (blocked: boolean) => () => act(() => call('block', { id: props.user.id, blocked }))
  return (
    <Section>
      <Show when={!props.user.bot && !props.user.deleted}>
        <Row icon="lock" label={t().secret.start} onClick={() => starting.ask(props.user.id)} />
      </Show>
      <Row
        icon={props.user.contact ? 'pencil' : 'user-plus'}
        label={props.user.contact ? t().contacts.edit : t().contacts.addTo}
        onClick={() => setAsked('edit')}
      />
      <Show when={props.user.contact}>
        <Row icon="trash-2" danger label={t().contacts.remove} onClick={() => setAsked('remove')} />
      </Show>
      <Show when={props.about.blocked} fallback={<Row icon="ban" danger label={t().person.block} onClick={() => setAsked('block')} />}>
        <p class="section-hint">{t().person.blocked}</p>
        <Row icon="ban" label={t().person.unblock} onClick={block(false)} />
      </Show>
      <Says error={action.error()} />
      <Dialog open={asked() === 'edit'} title={props.user.contact ? t().contacts.edit : t().contacts.addTo} onClose={close}>
        <EditContact
          user={props.user}
          note={props.about.note}
          onCancel={close}
          onDone={() => {
            close()
            props.onChanged()
          }}
        />
      </Dialog>
      <Sure
        open={asked() === 'remove'}
        title={t().contacts.removeTitle(props.user.name)}
        text={t().contacts.removeHint}
        button={t().contacts.remove}
        onCancel={close}
        onSure={() => act(() => call('deleteContact', { id: props.user.id }))}
      />
      <Sure
        open={asked() === 'block'}
        title={t().person.blockTitle(props.user.name)}
        text={t().person.blockHint}
        button={t().person.block}
        onCancel={close}
        onSure={block(true)}
      />
    </Section>
  )
}
