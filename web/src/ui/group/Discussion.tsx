import { createResource, createSignal, For, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { Avatar } from '../parts/Avatar'
import { Dialog } from '../parts/Dialog'
import { personName } from '../parts/name'
import { createAction } from '../settings/action'
import { Loaded } from '../settings/Loaded'
import { Section } from '../settings/Page'
import { Row } from '../settings/Row'
import { Says } from '../settings/Says'

/** The group in which the posts of a channel are commented on. */
export function Discussion(props: { id: PeerId; linked: PeerId | undefined }): JSX.Element {
  const words = () => t().group.edit
  const [choosing, setChoosing] = createSignal(false)
  const action = createAction()
  const set = (group: PeerId | undefined): void => {
    setChoosing(false)
    void action.run(() => call('setDiscussion', { chat: props.id, group }))
  }
  return (
    <Section title={words().discussion} hint={words().discussionHint}>
      <Row icon="message-circle" label={words().chooseDiscussion} value={props.linked ? personName(props.linked) : words().noDiscussion} onClick={() => setChoosing(true)} />
      <Show when={props.linked}><Row icon="x" danger label={words().unlink} onClick={() => set(undefined)} /></Show>
      <Says error={action.error()} />
      <Dialog open={choosing()} title={words().chooseDiscussion} onClose={() => setChoosing(false)}>
        <Groups onChoose={set} />
      </Dialog>
    </Section>
  )
}

function Groups(props: { onChoose: (id: PeerId) => void }): JSX.Element {
  const [groups, { refetch }] = createResource(() => call('getDiscussionGroups', {}))
  return (
    <Loaded what={groups} again={() => void refetch()}>
      {(ids) => (
        <ul class="choose" aria-label={t().group.edit.chooseDiscussion}>
          <For each={ids()} fallback={<li class="section-hint">{t().group.info.none}</li>}>
            {(id) => (
              <li>
                <button type="button" class="row" onClick={() => props.onChoose(id)}>
                  <Avatar id={id} peer={peer(id)} size={32} />
                  <span class="row-label" dir="auto">{personName(id)}</span>
                </button>
              </li>
            )}
          </For>
        </ul>
      )}
    </Loaded>
  )
}
