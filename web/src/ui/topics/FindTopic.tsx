import { onMount, type JSX } from 'solid-js'
import type { PeerId } from '../../model/peer'
import { topicOf } from '../../model/topic'
import { call } from '../../store/link'
import { go } from '../shell/route'

/** A link leads to a message of a forum: goes to the topic that it is in. */
export function FindTopic(props: { chat: PeerId; message: number }): JSX.Element {
  onMount(async () => {
    const [m] = await call('getMessages', { chat: props.chat, ids: [props.message] }).catch(() => [])
    go(m ? { topic: topicOf(m) } : { message: undefined }, { replace: true })
  })
  return <p class="main-nothing" />
}
