import { createSignal } from 'solid-js'
import type { PeerId } from '../../model/peer'

/** What is being reported: messages, or without any a chat. */
export interface Reporting {
  readonly chat: PeerId
  readonly ids: readonly number[]
}

const [asked, setAsked] = createSignal<Reporting>()

export const reporting = { asked, ask: (r: Reporting) => setAsked(r), end: () => setAsked(undefined) }
