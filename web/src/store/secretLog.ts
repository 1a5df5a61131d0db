import { createSignal, type Accessor } from 'solid-js'
import type { SecretMessage } from '../model/secret'
import { call, listen } from './link'

/** What was said in a secret chat, while it is looked at. */
export interface SecretLog {
  readonly messages: Accessor<readonly SecretMessage[]>
  readonly loaded: Accessor<boolean>
  readonly stop: () => void
}

/** Follows a chat's log until stop is called. */
export function followSecret(id: number): SecretLog {
  const [messages, setMessages] = createSignal<readonly SecretMessage[]>([])
  const [loaded, setLoaded] = createSignal(false)
  const changed = new Map<number, SecretMessage | null>()
  const put = (m: SecretMessage): void => {
    if (!loaded()) changed.set(m.id, m)
    setMessages((old) => (old.some((o) => o.id === m.id) ? old.map((o) => (o.id === m.id ? m : o)) : [...old, m].sort((a, b) => a.id - b.id)))
  }
  const drop = (ids: readonly number[]): void => {
    const gone = new Set(ids)
    if (!loaded()) for (const n of ids) changed.set(n, null)
    setMessages((old) => old.filter((o) => !gone.has(o.id)))
  }
  const stops = [
    listen('secretMessage', (m) => m.chat === id && put(m)),
    listen('secretGone', ({ chat, ids }) => chat === id && drop(ids)),
  ]
  void call('getSecretHistory', { id }).then((all) => {
    // What happened while we asked is newer than the answer.
    const kept = new Map(all.map((m) => [m.id, m]))
    for (const [n, m] of changed) m ? kept.set(n, m) : kept.delete(n)
    setMessages([...kept.values()].sort((a, b) => a.id - b.id))
    setLoaded(true)
  }).catch(() => setLoaded(true)) // locked, or gone: the chat itself says so
  return { messages, loaded, stop: () => stops.forEach((stop) => stop()) }
}
