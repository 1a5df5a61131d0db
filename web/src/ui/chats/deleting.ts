import { createSignal } from 'solid-js'
import type { PeerId } from '../../model/peer'

const [asked, setAsked] = createSignal<PeerId>()

/** Which chat the person is asked about before it goes. */
export const deleting = { asked, ask: (id: PeerId) => setAsked(id), stay: () => setAsked(undefined) }
