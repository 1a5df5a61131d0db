import { createSignal, For, onMount, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import type { Message } from '../../model/message'
import type { Result } from '../../proto/api'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { drawn } from '../../view/reactions'
import { Avatar } from '../parts/Avatar'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { personName } from '../parts/name'
import './reactions.css'

/** Who reacted to a message, the latest first. */
export function ReactorsDialog(props: { message: Message; onClose: () => void }): JSX.Element {
  const [people, setPeople] = createSignal<Result<'getReactors'>['people']>([])
  const [next, setNext] = createSignal('')
  const [error, setError] = createSignal('')
  const load = async (): Promise<void> => {
    setError('')
    try {
      const page = await call('getReactors', { chat: props.message.chat, id: props.message.id, offset: next() })
      setPeople((old) => [...old, ...page.people])
      setNext(page.next)
    } catch (e) {
      setError(errorText(e))
    }
  }
  onMount(() => void load())
  return (
    <Dialog open title={t().reactions.who} onClose={() => props.onClose()}>
      <ul class="reactors" aria-label={t().reactions.who}>
        <For each={people()}>
          {(p) => (
            <li class="reactor">
              <Avatar id={p.user} peer={peer(p.user)} size={32} />
              <span class="reactor-name" dir="auto">{personName(p.user)}</span>
              <span class="emoji">{drawn(p.emoji)}</span>
            </li>
          )}
        </For>
      </ul>
      <Show when={error()}><p class="field-error" role="alert">{error()}</p></Show>
      <div class="dialog-actions">
        <Show when={next() !== ''}><Button look="plain" onClick={() => void load()}>{t().group.info.more}</Button></Show>
        <Button onClick={() => props.onClose()}>{t().common.close}</Button>
      </div>
    </Dialog>
  )
}
