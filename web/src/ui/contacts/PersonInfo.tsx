import { createResource, createSignal, onCleanup, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { dayOfYear } from '../../lang/format'
import type { PeerId, User } from '../../model/peer'
import type { PersonAbout } from '../../model/settings'
import { self } from '../../store/account'
import { call, listen } from '../../store/link'
import { peer } from '../../store/peers'
import { Face } from '../face/Face'
import { linkTo } from '../parts/link'
import { personName } from '../parts/name'
import { presenceText } from '../parts/presence'
import { InfoBar } from '../shell/InfoBar'
import { go } from '../shell/route'
import { Loaded } from '../settings/Loaded'
import { Section } from '../settings/Page'
import { Row } from '../settings/Row'
import { Fact } from './Fact'
import { PersonActions } from './PersonActions'
import '../profile/profile.css'
import '../settings/settings.css'

/** Who somebody is, and what can be done about them. It stands beside the conversation with them. */
export function PersonInfo(props: { id: PeerId }): JSX.Element {
  const user = (): User | undefined => {
    const p = peer(props.id)
    return p?.kind === 'user' ? p : undefined
  }
  const [about, { refetch }] = createResource(() => props.id, (id) => call('getPerson', { id }))
  onCleanup(listen('blocked', ({ id }) => id === props.id && void refetch()))
  const [copied, setCopied] = createSignal('')
  const copy = async (text: string): Promise<void> => {
    await navigator.clipboard.writeText(text)
    setCopied(t().person.copied)
  }
  return (
    <>
      <InfoBar title={t().person.title} />
      <div class="settings">
        <div class="profile-head">
          <Face id={props.id} />
          <h2 dir="auto">{personName(props.id)}</h2>
          <p>{presenceText(props.id)}</p>
        </div>
        <p class="says" role="status">{copied()}</p>
        <Loaded what={about} again={() => void refetch()}>
          {(a) => (
            <>
              <Section><Row icon="images" label={t().media.shared.title} onClick={() => go({ info: 'media' })} /></Section>
              <Facts user={user()} about={a()} onCopy={(text) => void copy(text)} />
              <Show when={props.id !== self() && user()}>
                {(u) => <PersonActions user={u()} about={a()} onChanged={() => void refetch()} />}
              </Show>
            </>
          )}
        </Loaded>
      </div>
    </>
  )
}

function Facts(props: { user?: User; about: PersonAbout; onCopy: (text: string) => void }): JSX.Element {
  return (
    <Section>
      <dl class="facts">
        <Show when={props.user?.phone}>
          {(phone) => <Fact name={t().person.phone} text={`+${phone()}`} ltr onCopy={props.onCopy} />}
        </Show>
        <Show when={props.user?.username}>
          {(name) => (
            <>
              <Fact name={t().person.username} text={`@${name()}`} ltr onCopy={props.onCopy} />
              <Fact name={t().person.link} text={linkTo(name())} ltr onCopy={props.onCopy} />
            </>
          )}
        </Show>
        <Show when={props.about.bio}>{(bio) => <Fact name={t().person.bio} text={bio()} />}</Show>
        <Show when={props.about.birthday}>{(b) => <Fact name={t().person.birthday} text={dayOfYear(b())} />}</Show>
        <Show when={props.about.note}>{(note) => <Fact name={t().person.note} text={note()} />}</Show>
      </dl>
    </Section>
  )
}
