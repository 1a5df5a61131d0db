import { createSignal } from 'solid-js'

/** How this browser behaves. Kept beside the page, for it is needed before the worker answers. */

const [enterSends, setEnterSends] = createSignal(localStorage.getItem('enterSends') !== 'no')

export { enterSends }

/** With false, Enter breaks the line and Ctrl+Enter sends. */
export function chooseEnterSends(on: boolean): void {
  localStorage.setItem('enterSends', on ? 'yes' : 'no')
  setEnterSends(on)
}
