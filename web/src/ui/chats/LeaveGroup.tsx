import { createSignal, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { dropChat } from '../../store/chats'
import { forget } from '../../store/history'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { Button } from '../parts/Button'
import { Check } from '../parts/Check'
import { Dialog } from '../parts/Dialog'
import { nameOf } from '../parts/name'
import { createAction } from '../settings/action'
import { Says } from '../settings/Says'
import { go, route } from '../shell/route'
import { deleting } from './deleting'

/** Asks whether one goes out of a group or channel, or as its creator ends it for everybody. */
export function LeaveGroup(props: { id: PeerId }): JSX.Element {
  const [forAll, setForAll] = createSignal(false)
  const action = createAction()
  const words = () => t().group.leave
  const place = () => peer(props.id)
  const creator = () => {
    const p = place()
    return p !== undefined && p.kind !== 'user' && p.creator && !p.left
  }
  const label = (): string => {
    const p = place()
    return p?.kind === 'channel' && p.broadcast ? words().channel : words().group
  }
  const confirm = async (): Promise<void> => {
    const { id } = props
    const done = await action.run(() => call('leaveGroup', { chat: id, forAll: forAll() }))
    if (!done) return
    deleting.stay()
    if (route().chat === id) go({ chat: undefined, message: undefined, info: '' }, { replace: true })
    dropChat(id)
    forget(id)
  }
  return (
    <Dialog open title={forAll() ? words().deleteTitle(nameOf(props.id)) : words().title(nameOf(props.id))} text={forAll() ? words().deleteHint : creator() ? words().alone : words().hint} onClose={deleting.stay}>
      <Show when={creator()}>
        <Check checked={forAll()} onChange={setForAll} label={words().forAll} />
      </Show>
      <Says error={action.error()} />
      <div class="dialog-actions">
        <Button look="plain" onClick={deleting.stay}>{t().common.cancel}</Button>
        <Button look="danger" busy={action.busy()} onClick={() => void confirm()}>{forAll() ? words().delete : label()}</Button>
      </div>
    </Dialog>
  )
}
