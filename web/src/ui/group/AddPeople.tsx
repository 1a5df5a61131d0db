import { createEffect, createSignal, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { list } from '../../lang/format'
import type { PeerId } from '../../model/peer'
import { group, loadGroup } from '../../store/groups'
import { call } from '../../store/link'
import { PickPeople } from '../newgroup/PickPeople'
import { Button } from '../parts/Button'
import { personName } from '../parts/name'
import { createAction } from '../settings/action'
import { Says } from '../settings/Says'
import { InfoBar } from '../shell/InfoBar'
import { back } from '../shell/route'
import './group.css'

/** Adds people to a group or channel. */
export function AddPeople(props: { id: PeerId }): JSX.Element {
  const [people, setPeople] = createSignal<readonly PeerId[]>([])
  const [missing, setMissing] = createSignal<readonly PeerId[]>([])
  const action = createAction()
  createEffect(() => void (group(props.id) ?? loadGroup(props.id)))
  const add = async (): Promise<void> => {
    await action.run(async () => {
      const left = await call('addMembers', { chat: props.id, users: people() })
      setPeople([])
      setMissing(left)
      if (left.length === 0) back({ info: 'group' })
    })
  }
  return (
    <>
      <InfoBar title={t().group.info.add} up="group" />
      <PickPeople chosen={people()} without={group(props.id)?.all?.map((m) => m.id)} onChange={setPeople} />
      <Show when={missing().length > 0 || action.error()}>
        <Says error={action.error() || t().group.make.missing(list(missing().map(personName)))} />
      </Show>
      <div class="make-next">
        <Button busy={action.busy()} disabled={people().length === 0} onClick={() => void add()}>{t().group.info.add}</Button>
      </div>
    </>
  )
}
