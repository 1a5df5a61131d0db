import { createSignal, Match, Show, Switch, type JSX } from 'solid-js'
import { t } from '../../lang'
import { dayAndTime } from '../../lang/format'
import type { PeerId } from '../../model/peer'
import { chat } from '../../store/chats'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { isBroadcast, type Writable } from '../../view/rights'
import { isMuted } from '../../view/unread'
import { Button } from '../parts/Button'
import { contactOf } from '../parts/contact'
import { createAction } from '../settings/action'
import { openChat } from '../shell/route'

/** "For ever", as the protocol writes it. */
const forEver = 0x7fffffff

/** What stands in the composer's place where one may not write: why not, and what there is to do instead. */
export function Barred(props: { id: PeerId; why: Writable }): JSX.Element {
  const words = () => t().group.write
  const action = createAction()
  const contact = contactOf(() => props.id)
  const [asked, setAsked] = createSignal(false)
  const broadcast = () => isBroadcast(peer(props.id))
  const join = (): void => void action.run(async () => setAsked((await call('joinPublic', { chat: props.id })) === 'asked'))
  const muted = (): boolean => {
    const c = chat(props.id)
    return c !== undefined && isMuted(c, Date.now() / 1000)
  }
  const mute = (): void => void action.run(() => call('muteChat', { chat: props.id, until: muted() ? 0 : forEver }))
  const sentence = (): string => {
    const w = props.why
    switch (w.kind) {
      case 'closed':
        return w.reason ? words().closedWhy(w.reason) : words().closed
      case 'became':
        return words().became
      case 'removed':
        return broadcast() ? words().removedChannel : words().removed
      case 'left':
        return words().left
      case 'over':
        return words().over
      case 'adminsOnly':
        return words().adminsOnly
      case 'topicClosed':
        return t().topics.isClosed
      case 'banned':
        return w.until === 0 ? words().banned : words().bannedUntil(dayAndTime(w.until))
      default:
        return ''
    }
  }
  return (
    <footer class="barred">
      <Switch fallback={<p>{sentence()}</p>}>
        <Match when={asked()}>
          <p role="status">{words().asked}</p>
        </Match>
        <Match when={props.why.kind === 'join' && props.why}>
          {(w) => (
            <Button class="barred-button" busy={action.busy()} onClick={join}>
              {w().ask ? words().ask : broadcast() ? words().joinChannel : words().join}
            </Button>
          )}
        </Match>
        <Match when={props.why.kind === 'reader'}>
          <Button class="barred-button" look="plain" busy={action.busy()} onClick={mute}>{muted() ? words().unmute : words().mute}</Button>
        </Match>
        <Match when={props.why.kind === 'became' && props.why}>
          {(w) => (
            <>
              <p>{sentence()}</p>
              <Button look="plain" onClick={() => openChat(w().group)}>{words().openGroup}</Button>
            </>
          )}
        </Match>
      </Switch>
      <Show when={contact()}>
        {(person) => <Button look="plain" onClick={() => openChat(person())}>{t().group.info.ask}</Button>}
      </Show>
      <Show when={action.error()}>
        <p class="composer-error" role="alert">{action.error()}</p>
      </Show>
    </footer>
  )
}
