import { createSignal, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { Message } from '../../model/message'
import { self } from '../../store/account'
import { call } from '../../store/link'
import { Button } from '../parts/Button'
import { Check } from '../parts/Check'
import { Dialog } from '../parts/Dialog'
import { nameOf, personName } from '../parts/name'
import { useTalk } from './talk'

export function PinDialog(props: { message: Message; pin: boolean }): JSX.Element {
  const talk = useTalk()
  const [forAll, setForAll] = createSignal(true)
  const go = (): void => {
    void call('pinMessage', { chat: talk.chat, id: props.message.id, pinned: props.pin, forAll: forAll() }).catch(() => {})
    talk.ask(undefined)
  }
  return (
    <Dialog open title={props.pin ? t().message.pinTitle : t().message.unpinTitle} onClose={() => talk.ask(undefined)}>
      <Show when={props.pin && talk.chat > 0 && talk.chat !== self()}>
        <Check checked={forAll()} onChange={setForAll} label={t().message.pinForBoth(personName(talk.chat))} />
      </Show>
      <div class="dialog-actions">
        <Button look="plain" onClick={() => talk.ask(undefined)}>{t().common.cancel}</Button>
        <Button onClick={go}>{props.pin ? t().message.pin : t().message.unpin}</Button>
      </div>
    </Dialog>
  )
}

/** Asks whether a whole history shall go. */
export function ClearDialog(): JSX.Element {
  const talk = useTalk()
  const [forAll, setForAll] = createSignal(false)
  const go = (): void => {
    void call('clearHistory', { chat: talk.chat, forAll: forAll(), gone: false }).catch(() => {})
    talk.ask(undefined)
  }
  return (
    <Dialog open title={t().chat.clearTitle(nameOf(talk.chat))} text={t().chat.clearHint} onClose={() => talk.ask(undefined)}>
      <Show when={talk.chat > 0 && talk.chat !== self()}>
        <Check checked={forAll()} onChange={setForAll} label={t().message.deleteForBoth(personName(talk.chat))} />
      </Show>
      <div class="dialog-actions">
        <Button look="plain" onClick={() => talk.ask(undefined)}>{t().common.cancel}</Button>
        <Button look="danger" onClick={go}>{t().chat.clear}</Button>
      </div>
    </Dialog>
  )
}
