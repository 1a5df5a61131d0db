import { createSignal } from 'solid-js'

const [asked, setAsked] = createSignal(false)

/** Whether the person is asked if they want to sign out. */
export const leaving = { asked, ask: () => setAsked(true), stay: () => setAsked(false) }
