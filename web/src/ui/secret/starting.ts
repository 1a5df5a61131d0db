import { createSignal } from 'solid-js'
import type { PeerId } from '../../model/peer'

const [peer, setPeer] = createSignal<PeerId>()

/** With whom somebody thinks of beginning a secret chat. */
export const starting = { peer, ask: (id: PeerId) => setPeer(id), stop: () => setPeer(undefined) }
