import { createSignal } from 'solid-js'

const [now, setNow] = createSignal(Date.now())
setInterval(() => setNow(Date.now()), 1000)

/** The time in milliseconds since 1970, a second at a time, for clocks that count down. */
export { now }
