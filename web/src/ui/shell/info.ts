import { lazy, type Component } from 'solid-js'
import type { PeerId } from '../../model/peer'

/** What the column beside a conversation shows, by its name in the address. A feature adds a line. */
export const infos: Record<string, Component<{ id: PeerId }>> = {
  scheduled: lazy(async () => ({ default: (await import('../scheduled/Scheduled')).Scheduled })),
  media: lazy(async () => ({ default: (await import('../shared/Shared')).Shared })),
  person: lazy(async () => ({ default: (await import('../contacts/PersonInfo')).PersonInfo })),
}
