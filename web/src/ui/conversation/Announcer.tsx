import { createEffect, createSignal, on, type JSX } from 'solid-js'
import type { PeerId } from '../../model/peer'
import { history } from '../../store/history'
import { personName } from '../parts/name'
import { summary } from './summary'

/** Tells screen readers of what arrives. The log itself is silent, because scrolling changes what is in it. */
export function Announcer(props: { id: PeerId; topic?: number }): JSX.Element {
  const [said, setSaid] = createSignal('')
  const last = () => history(props.id, props.topic).messages.at(-1)
  createEffect(on(() => last()?.id, (id, before) => {
    const m = last()
    if (before !== undefined && id !== undefined && id > before && m && !m.out) setSaid(`${personName(m.from)}: ${summary(m)}`)
  }))
  return <p class="visually-hidden" aria-live="polite">{said()}</p>
}
