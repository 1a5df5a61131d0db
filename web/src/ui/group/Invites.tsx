import { createResource, createSignal, For, onCleanup, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { Invite } from '../../model/group'
import type { PeerId } from '../../model/peer'
import { call, listen } from '../../store/link'
import { Dialog } from '../parts/Dialog'
import { inviteUrl } from '../parts/link'
import { Loaded } from '../settings/Loaded'
import { Section } from '../settings/Page'
import { Row } from '../settings/Row'
import { InfoBar } from '../shell/InfoBar'
import { InviteDialog } from './InviteDialog'
import { InviteForm } from './InviteForm'
import { rulesOf } from './rules'
import '../settings/settings.css'
import './group.css'

/** The links by which people come in. */
export function Invites(props: { id: PeerId }): JSX.Element {
  const words = () => t().group.invites
  const [links, { refetch }] = createResource(() => props.id, (chat) => call('getInvites', { chat, revoked: false }))
  const [revoked, { refetch: again }] = createResource(() => props.id, (chat) => call('getInvites', { chat, revoked: true }))
  const [making, setMaking] = createSignal(false)
  const [chosen, setChosen] = createSignal<Invite>()
  const reload = (): void => {
    void refetch()
    void again()
  }
  onCleanup(listen('group', ({ chat }) => chat === props.id && reload()))
  const done = (): void => {
    setMaking(false)
    setChosen(undefined)
    reload()
  }
  const Lines = (p: { of: readonly Invite[] }): JSX.Element => (
    <ul>
      <For each={p.of}>{(i) => <li><Line of={i} onPress={() => setChosen(i)} /></li>}</For>
    </ul>
  )
  return (
    <>
      <InfoBar title={t().group.info.links} up="group" />
      <div class="settings">
        <Loaded what={links} again={reload}>
          {(all) => (
            <>
              <Show when={all().some((i) => i.main)}>
                <Section title={words().main}><Lines of={all().filter((i) => i.main)} /></Section>
              </Show>
              <Section title={words().others}>
                <Row icon="plus" label={words().make} onClick={() => setMaking(true)} />
                <Show when={all().some((i) => !i.main)} fallback={<p class="section-hint">{words().none}</p>}>
                  <Lines of={all().filter((i) => !i.main)} />
                </Show>
              </Section>
            </>
          )}
        </Loaded>
        <Show when={(revoked.latest ?? []).length > 0}>
          <Section title={words().revokedOnes}><Lines of={revoked.latest ?? []} /></Section>
        </Show>
      </div>
      <Dialog open={making()} title={words().make} onClose={() => setMaking(false)}>
        <InviteForm chat={props.id} onDone={done} onCancel={() => setMaking(false)} />
      </Dialog>
      <Show when={chosen()} keyed>
        {(i) => <InviteDialog chat={props.id} invite={i} onChanged={done} onClose={() => setChosen(undefined)} />}
      </Show>
    </>
  )
}

function Line(props: { of: Invite; onPress: () => void }): JSX.Element {
  const i = () => props.of
  return (
    <button type="button" class="invite" aria-label={t().group.invites.of(i().title || i().link)} onClick={() => props.onPress()}>
      <span class="invite-title" dir={i().title ? 'auto' : 'ltr'}>{i().title || inviteUrl(i().link).replace(/^https?:\/\//, '')}</span>
      <span class="invite-more">{rulesOf(i())}</span>
    </button>
  )
}
