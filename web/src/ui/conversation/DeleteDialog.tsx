import { createSignal, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import type { Message } from '../../model/message'
import { self } from '../../store/account'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { Button } from '../parts/Button'
import { Check } from '../parts/Check'
import { Dialog } from '../parts/Dialog'
import { personName } from '../parts/name'
import { useTalk } from './talk'

/** Asks whether messages shall go, and for whom. */
export function DeleteDialog(props: { messages: readonly Message[] }): JSX.Element {
  const talk = useTalk()
  const [forAll, setForAll] = createSignal(false)
  const [error, setError] = createSignal('')
  const count = () => props.messages.length
  const person = () => talk.chat !== self() && peer(talk.chat)?.kind === 'user'
  const go = async (): Promise<void> => {
    try {
      await call('deleteMessages', { chat: talk.chat, ids: props.messages.map((m) => m.id), forAll: forAll() || !person() })
      talk.clearSelection()
      talk.ask(undefined)
    } catch (e) {
      setError(errorText(e))
    }
  }
  return (
    <Dialog open title={t().message.deleteTitle(count())} text={talk.chat === self() ? t().message.deleteSaved : talk.chat < 0 ? t().message.deleteForAll : t().message.deleteHint} onClose={() => talk.ask(undefined)}>
      <Show when={person()}>
        <Check checked={forAll()} onChange={setForAll} label={t().message.deleteForBoth(personName(talk.chat))} />
      </Show>
      <Show when={error()}>
        <p class="field-error" role="alert">{error()}</p>
      </Show>
      <div class="dialog-actions">
        <Button look="plain" onClick={() => talk.ask(undefined)}>{t().common.cancel}</Button>
        <Button look="danger" onClick={() => void go()}>{t().common.delete}</Button>
      </div>
    </Dialog>
  )
}
