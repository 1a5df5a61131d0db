import { createResource, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { call } from '../../store/link'
import { Loaded } from '../settings/Loaded'
import { InfoBar } from '../shell/InfoBar'
import { route } from '../shell/route'
import { CommentList } from './CommentList'
import './thread.css'

/** The comments on a post, beside it. */
export function Comments(props: { id: PeerId }): JSX.Element {
  return (
    <>
      <InfoBar title={t().group.thread.title} />
      <Show when={route().post} keyed>
        {(post) => <Found chat={props.id} post={post} />}
      </Show>
    </>
  )
}

function Found(props: { chat: PeerId; post: number }): JSX.Element {
  const [thread, { refetch }] = createResource(() => call('findThread', { chat: props.chat, post: props.post }))
  return (
    <Loaded what={thread} again={() => void refetch()}>
      {(th) => <CommentList thread={th()} chat={props.chat} post={props.post} />}
    </Loaded>
  )
}
