import { createSignal } from 'solid-js'
import type { ServerInfo } from '../model/session'

const [server, setServer] = createSignal<ServerInfo>()

export { server }

/** Asks what there is to know of this server. Pages can be shown before it is answered. */
export async function loadServer(): Promise<void> {
  const answer = await fetch('/server.json')
  if (answer.ok) setServer((await answer.json()) as ServerInfo)
}
