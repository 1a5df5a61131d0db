import { createSignal, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { duration } from '../../lang/format'
import type { Ban } from '../../model/group'
import { isChannel, type PeerId } from '../../model/peer'
import { group } from '../../store/groups'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { isForum } from '../../view/topics'
import { createAction } from '../settings/action'
import { Section } from '../settings/Page'
import { Says } from '../settings/Says'
import { InfoBar } from '../shell/InfoBar'
import { BanSwitches } from './BanSwitches'
import '../settings/settings.css'
import './group.css'

/** The waits that the server knows, in seconds. */
const waits = [0, 10, 30, 60, 300, 900, 3600]

/** What those who are not admins may do, and how long they wait between two messages. */
export function Permissions(props: { id: PeerId }): JSX.Element {
  const action = createAction()
  const slowing = createAction()
  // What was pressed counts until the server has answered.
  const [meant, setMeant] = createSignal<readonly Ban[]>()
  const now = (): readonly Ban[] => {
    const p = peer(props.id)
    return meant() ?? (p && p.kind !== 'user' ? p.defaults : [])
  }
  const set = (bans: readonly Ban[]): void => {
    setMeant(bans)
    void action.run(() => call('setDefaults', { chat: props.id, bans })).then(() => setMeant(undefined))
  }
  const slow = (seconds: number): void => void slowing.run(async () => {
    const chat = await call('toSupergroup', { chat: props.id })
    await call('setSlow', { chat, seconds })
  })
  return (
    <>
      <InfoBar title={t().group.info.permissions} up="group" />
      <div class="settings">
        <Section>
          <BanSwitches bans={now()} forum={isForum(peer(props.id))} disabled={action.busy()} onChange={set} />
          <Says error={action.error()} />
        </Section>
        <Section>
          <label class="group-select">
            <span>{t().group.info.slow}</span>
            <select value={group(props.id)?.slow ?? 0} disabled={slowing.busy()} onChange={(e) => slow(Number(e.currentTarget.value))}>
              {waits.map((w) => <option value={w}>{w === 0 ? t().group.edit.slowOff : duration(w)}</option>)}
            </select>
          </label>
          <Says error={slowing.error()} />
          <Show when={!isChannel(props.id)}><p class="section-hint">{t().group.member.becomes}</p></Show>
        </Section>
      </div>
    </>
  )
}
