import { createSignal, type Signal } from 'solid-js'
import type { GroupFull } from '../model/group'
import type { PeerId } from '../model/peer'
import { call, on } from './link'

/** What there is to know of the groups and channels that are or were open. */
const known = new Map<PeerId, Signal<GroupFull | undefined>>()
const asking = new Map<PeerId, boolean>()

function signal(id: PeerId): Signal<GroupFull | undefined> {
  let s = known.get(id)
  if (!s) known.set(id, (s = createSignal<GroupFull | undefined>()))
  return s
}

/** As far as it is known; follows changes. */
export const group = (id: PeerId): GroupFull | undefined => signal(id)[0]()

/** Reads it. What comes up meanwhile is read after it. */
export async function loadGroup(id: PeerId): Promise<void> {
  if (asking.has(id)) {
    asking.set(id, true)
    return
  }
  asking.set(id, false)
  try {
    signal(id)[1](await call('getGroup', { chat: id }))
  } catch {
    // What is not ours to see stays unknown; the next change asks again.
  } finally {
    const again = asking.get(id)
    asking.delete(id)
    if (again) void loadGroup(id)
  }
}

/** We wrote just now, where one waits between two messages. */
export function wrote(id: PeerId): void {
  const [get, set] = signal(id)
  const g = get()
  if (g && g.slow > 0) set({ ...g, next: Math.floor(Date.now() / 1000) + g.slow })
}

const changed = ({ chat }: { chat: PeerId }): void => {
  if (known.get(chat)?.[0]()) void loadGroup(chat)
}

on('standing', changed)
on('group', changed)
on('renewed', changed)
on('message', (m) => {
  const kind = m.service?.kind
  if (kind && kind !== 'pinned') changed(m)
})
on('account', () => known.clear())
