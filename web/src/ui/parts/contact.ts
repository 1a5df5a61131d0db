import { createEffect, createSignal, type Accessor } from 'solid-js'
import type { PeerId } from '../../model/peer'
import { namesIn } from '../../view/contact'
import { self } from '../../store/account'
import { group } from '../../store/groups'
import { call, on } from '../../store/link'
import { peer } from '../../store/peers'

/** Whose name a description has, by the description; asked once. */
const known = new Map<string, Promise<PeerId | undefined>>()

on('account', () => known.clear())

function personIn(about: string): Promise<PeerId | undefined> {
  let found = known.get(about)
  if (!found) {
    found = call('findPerson', { usernames: namesIn(about) })
    known.set(about, found)
    found.catch(() => known.delete(about)) // the next look tries again
  }
  return found
}

/** The person whom a channel's description names, for questions; nobody where everybody may write, and nobody is oneself. */
export function contactOf(id: Accessor<PeerId>): Accessor<PeerId | undefined> {
  const about = (): string | undefined => {
    const p = peer(id())
    const text = p?.kind === 'channel' && p.broadcast && !p.forbidden && p.closed === undefined ? group(id())?.about : undefined
    return text && namesIn(text).length > 0 ? text : undefined
  }
  const [found, setFound] = createSignal<{ readonly about: string; readonly person?: PeerId }>()
  createEffect(() => {
    const text = about()
    if (text !== undefined) void personIn(text).then((person) => setFound({ about: text, person }), () => {})
  })
  return () => {
    const f = found()
    return f !== undefined && f.about === about() && f.person !== self() ? f.person : undefined
  }
}
