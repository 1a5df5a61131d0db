import { Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { number, shortDate, shortNumber } from '../../lang/format'
import { peer } from '../../store/peers'
import { secretChat, secretTyping } from '../../store/secrets'
import { Icon } from '../icon/Icon'
import { Avatar } from '../parts/Avatar'
import { personName } from '../parts/name'
import { Ticks } from '../parts/Ticks'
import { follow, openSecret, route, secretLink } from '../shell/route'
import { phaseText, summary } from './words'
import './row.css'

/** A secret chat in the list: with a lock before its name. */
export function SecretRow(props: { id: number }): JSX.Element {
  const c = () => secretChat(props.id)
  return (
    <Show when={c()}>
      {(c) => (
        <a
          href={secretLink(props.id)}
          class="chat-row secret-row"
          data-secret={props.id}
          aria-current={route().secret === props.id ? 'true' : undefined}
          onClick={(e) => follow(e, () => openSecret(props.id))}
        >
          <Avatar id={c().peer} peer={peer(c().peer)} />
          <span class="chat-row-name">
            <Icon name="lock" size={14} />
            <span class="visually-hidden">{t().secret.title}: </span>
            <span class="chat-row-title" dir="auto">{personName(c().peer)}</span>
          </span>
          <span class="chat-row-when">
            <Show when={c().phase === 'ready' && c().last?.out && !c().last?.service && c().last}>{(m) => <Ticks state={m().state} />}</Show>
            <time>{shortDate(c().date)}</time>
          </span>
          <span class="chat-row-text" dir="auto">
            <Show when={!secretTyping(props.id)} fallback={<span class="chat-row-typing">{t().secret.typing}</span>}>
              {phaseText(c()) || (c().last ? summary(c().last ?? never, c().peer) : t().secret.begun)}
            </Show>
          </span>
          <span class="chat-row-badges">
            <Show when={c().unread > 0 || c().phase === 'invited'}>
              <span class="badge secret-badge" title={number(Math.max(1, c().unread))}>
                <span aria-hidden="true">{shortNumber(Math.max(1, c().unread))}</span>
                <span class="visually-hidden">{t().chats.unread(Math.max(1, c().unread))}</span>
              </span>
            </Show>
          </span>
        </a>
      )}
    </Show>
  )
}

const never = { chat: 0, id: 0, name: '', out: false, date: 0, state: 'sent', ttl: 0, text: '', entities: [] } as const
