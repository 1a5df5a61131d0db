import { createSignal } from 'solid-js'

const [shown, setShown] = createSignal(false)

/** Whether the sheet of keys is open. */
export const keyboard = { shown, open: () => setShown(true), close: () => setShown(false) }

const writing = (e: EventTarget | null): boolean =>
  e instanceof HTMLElement && (e.isContentEditable || e.matches('input, textarea, select'))

/** Opens the sheet at a "?" that nobody is writing. */
export function onQuestionMark(e: KeyboardEvent): void {
  if (e.key !== '?' || e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || writing(e.target)) return
  e.preventDefault()
  setShown(true)
}
