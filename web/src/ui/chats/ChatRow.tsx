import { Show, type JSX } from 'solid-js'
import { number, shortDate, shortNumber } from '../../lang/format'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { self } from '../../store/account'
import { chat } from '../../store/chats'
import { outbox } from '../../store/outbox'
import { peer } from '../../store/peers'
import { standingOf } from '../../store/topics'
import { typingIn } from '../../store/typing'
import { isOnline } from '../../view/name'
import { chatTime } from '../../view/order'
import { isBroadcast } from '../../view/rights'
import { stateOf } from '../../view/state'
import { isMuted } from '../../view/unread'
import { Icon } from '../icon/Icon'
import { Avatar } from '../parts/Avatar'
import { nameOf } from '../parts/name'
import { typingText } from '../parts/presence'
import { Ticks } from '../parts/Ticks'
import { chatLink, follow, openChat, route } from '../shell/route'
import { Preview } from './Preview'

/** One chat: who, when, the last words, and what is unread. */
export function ChatRow(props: { id: PeerId }): JSX.Element {
  const c = () => chat(props.id)
  const last = () => outbox(props.id).at(-1) ?? c()?.last
  // A chat in which nothing happened yet has no time.
  const when = () => last()?.date ?? chatTime(c() ?? none)
  const saved = () => props.id === self()
  const muted = () => isMuted(c() ?? none, Date.now() / 1000)
  return (
    <a
      href={chatLink(props.id)}
      class="chat-row"
      data-chat={props.id}
      aria-current={route().chat === props.id ? 'true' : undefined}
      onClick={(e) => follow(e, () => openChat(props.id))}
    >
      <Avatar id={props.id} peer={peer(props.id)} saved={saved()} online={!saved() && isOnline(peer(props.id), Date.now() / 1000)} />
      <span class="chat-row-name">
        <span class="chat-row-title" dir="auto">{nameOf(props.id)}</span>
        <Show when={muted()}>
          <Icon name="bell-off" size={14} />
          <span class="visually-hidden">{t().chats.muted}</span>
        </Show>
      </span>
      <span class="chat-row-when">
        <Show when={last()?.out && !saved() && !last()?.service && !isBroadcast(peer(props.id)) && last()}>{(m) => <Ticks state={stateOf(m(), standingOf(m()), self())} />}</Show>
        <Show when={when()}>{(date) => <time>{shortDate(date())}</time>}</Show>
      </span>
      <span class="chat-row-text" dir="auto">
        <Show when={typingIn(props.id).length > 0} fallback={<Preview chat={props.id} message={last()} draft={c()?.draft} />}>
          <span class="chat-row-typing">{props.id > 0 ? t().chats.typing : typingText(props.id)}</span>
        </Show>
      </span>
      <span class="chat-row-badges">
        <Show when={(c()?.mentions ?? 0) > 0}>
          <span class="badge" role="img" aria-label={t().chats.mentions(c()?.mentions ?? 0)}>
            <Icon name="at-sign" size={14} />
          </span>
        </Show>
        <Show
          when={(c()?.unread ?? 0) > 0}
          fallback={
            <Show
              when={c()?.markedUnread}
              fallback={<Show when={c()?.pinned}><Icon name="pin" size={16} class="chat-row-pin" /></Show>}
            >
              <span class="badge badge-dot" classList={{ 'badge-muted': muted() }} role="img" aria-label={t().chats.markedUnread} />
            </Show>
          }
        >
          <span class="badge" classList={{ 'badge-muted': muted() }} title={number(c()?.unread ?? 0)}>
            <span aria-hidden="true">{shortNumber(c()?.unread ?? 0)}</span>
            <span class="visually-hidden">{t().chats.unread(c()?.unread ?? 0)}</span>
          </span>
        </Show>
      </span>
    </a>
  )
}

const none = { id: 0, unread: 0, mentions: 0, readIn: 0, readOut: 0, markedUnread: false, pinned: 0, archived: false, muteUntil: 0 }
