import { createResource, createSignal, onMount, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import type { PeerId } from '../../model/peer'
import type { Result } from '../../proto/api'
import { call } from '../../store/link'
import { Button } from '../parts/Button'
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
  const [shown, show] = createSignal(false)
  onMount(() => show(true))
  const found = (): Result<'findThread'> | undefined => (thread.state === 'ready' ? thread() : undefined)
  return (
    <Show when={shown()}>
      <Show when={found()} keyed fallback={
        <Show when={thread.state === 'errored'} fallback={<div class="section-loading" role="status" aria-label={t().common.loading}><span /><span /></div>}>
          <div class="section-failed" role="alert">
            <p>{errorText(thread.error)}</p>
            <Button look="plain" onClick={() => void refetch()}>{t().common.retry}</Button>
          </div>
        </Show>
      }>
        {(th) => <CommentList thread={th} chat={props.chat} post={props.post} />}
      </Show>
    </Show>
  )
}
