import { createSignal } from 'solid-js'
import type { PeerId } from '../../model/peer'
import type { Topic } from '../../model/topic'

/** What is asked about topics: how a new one shall be, or whether one shall go. */
export type TopicQuestion =
  | { readonly kind: 'make'; readonly chat: PeerId }
  | { readonly kind: 'edit' | 'delete'; readonly chat: PeerId; readonly topic: Topic }

const [asked, setAsked] = createSignal<TopicQuestion>()

export const topicQuestion = { asked, ask: (q: TopicQuestion): void => void setAsked(q), done: (): void => void setAsked(undefined) }
