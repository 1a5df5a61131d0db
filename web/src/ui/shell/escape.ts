import { onCleanup, onMount } from 'solid-js'

/** What Esc does, the topmost last. Each says whether it had something to close. */
const stack: (() => boolean)[] = []

window.addEventListener('keydown', (e) => {
  if (e.key !== 'Escape' || e.defaultPrevented || e.isComposing) return
  for (const close of [...stack].reverse()) {
    if (close()) {
      e.preventDefault()
      return
    }
  }
})

/** Lets the component that calls it close something on Esc, as long as it is shown. */
export function onEscape(close: () => boolean): void {
  onMount(() => stack.push(close))
  onCleanup(() => stack.splice(stack.indexOf(close), 1))
}
