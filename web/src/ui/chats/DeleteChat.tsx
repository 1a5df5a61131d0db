import { createSignal, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { self } from '../../store/account'
import { dropChat } from '../../store/chats'
import { forget } from '../../store/history'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { Button } from '../parts/Button'
import { Check } from '../parts/Check'
import { Dialog } from '../parts/Dialog'
import { nameOf, personName } from '../parts/name'
import { go, route } from '../shell/route'
import { deleting } from './deleting'
import { LeaveGroup } from './LeaveGroup'

/** Asks whether a chat shall go, and for whom. */
export function DeleteChat(): JSX.Element {
  return <Show when={deleting.asked()} keyed>{(id) => (inIt(id) ? <LeaveGroup id={id} /> : <Ask id={id} />)}</Show>
}

function inIt(id: PeerId): boolean {
  const p = peer(id)
  return p?.kind === 'channel' || (p?.kind === 'group' && !p.left && !p.over)
}

function Ask(props: { id: PeerId }): JSX.Element {
  const [forAll, setForAll] = createSignal(false)
  const confirm = async (): Promise<void> => {
    const { id } = props
    deleting.stay()
    if (route().chat === id) go({ chat: undefined, message: undefined, info: '' }, { replace: true })
    await call('clearHistory', { chat: id, forAll: forAll(), gone: true })
    dropChat(id)
    forget(id)
  }
  return (
    <Dialog open title={t().chats.deleteTitle(nameOf(props.id))} text={t().chats.deleteHint} onClose={deleting.stay}>
      <Show when={props.id > 0 && props.id !== self()}>
        <Check checked={forAll()} onChange={setForAll} label={t().message.deleteForBoth(personName(props.id))} />
      </Show>
      <div class="dialog-actions">
        <Button look="plain" onClick={deleting.stay}>{t().common.cancel}</Button>
        <Button look="danger" onClick={() => void confirm().catch(() => {})}>{t().chats.delete}</Button>
      </div>
    </Dialog>
  )
}
