import { For, type JSX } from 'solid-js'
import { follow } from '../shell/route'
import { wanted } from '../shell/wanted'

/** A description, in which usernames lead to whoever has them. */
export function AboutText(props: { text: string }): JSX.Element {
  const parts = () => props.text.split(/((?<![\p{L}\p{N}_@/.])@[A-Za-z][A-Za-z0-9_]{3,31}(?![\p{L}\p{N}_@]))/u)
  return (
    <For each={parts()}>
      {(p, i) => (i() % 2 === 0 ? p : <a href={`/${p.slice(1)}`} class="text-link" dir="ltr" onClick={(e) => follow(e, () => void wanted.open(p))}>{p}</a>)}
    </For>
  )
}
