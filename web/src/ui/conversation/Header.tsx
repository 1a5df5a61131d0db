import { Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { Peer, PeerId } from '../../model/peer'
import { self } from '../../store/account'
import { peer } from '../../store/peers'
import { typingIn } from '../../store/typing'
import { isBroadcast } from '../../view/rights'
import { isOnline } from '../../view/name'
import { Avatar } from '../parts/Avatar'
import { IconButton } from '../parts/Button'
import { MenuButton } from '../parts/Menu'
import { nameOf } from '../parts/name'
import { presenceText, typingText } from '../parts/presence'
import { back, go, route } from '../shell/route'
import { headMenu } from './headMenu'
import { useTalk } from './talk'

/** Who the conversation is with, and what they do at the moment. */
export function Header(props: { id: PeerId }): JSX.Element {
  const talk = useTalk()
  const saved = () => props.id === self()
  return (
    <header class="bar conversation-head">
      <IconButton
        class="conversation-back"
        icon="arrow-left"
        label={t().common.back}
        mirror
        onClick={() => back({ chat: undefined, message: undefined, info: '' })}
      />
      <Avatar id={props.id} peer={peer(props.id)} size={40} saved={saved()} online={!saved() && isOnline(peer(props.id), Date.now() / 1000)} />
      <div class="conversation-who">
        <h2 dir="auto">
          <Show when={peer(props.id)} fallback={nameOf(props.id)}>
            {(p) => (
              <button
                type="button" class="conversation-name" title={about(p())}
                onClick={() => go({ info: route().info === infoOf(p()) ? '' : infoOf(p()) })}
              >
                {nameOf(props.id)}
              </button>
            )}
          </Show>
        </h2>
        <Show when={!saved()}>
          <p aria-live="polite" classList={{ 'conversation-typing': typingIn(props.id).length > 0 }}>
            {typingIn(props.id).length > 0 ? typingText(props.id) : presenceText(props.id)}
          </p>
        </Show>
      </div>
      <IconButton icon="search" label={t().chat.searchHere} onClick={() => talk.search(true)} />
      <MenuButton icon="ellipsis-vertical" label={t().common.more} items={headMenu(talk)} />
    </header>
  )
}

const infoOf = (p: Peer): string => (p.kind === 'user' ? 'person' : 'group')

const about = (p: Peer): string => (p.kind === 'user' ? t().person.open : isBroadcast(p) ? t().group.info.channel : t().group.info.group)
