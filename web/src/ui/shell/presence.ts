import { onCleanup, onMount } from 'solid-js'
import { call } from '../../store/link'

/** How often the server is told that somebody is still here. */
const every = 50_000

/** Tells others that the person is here while they look at the page. */
export function followPresence(): void {
  let online: boolean | undefined
  const tell = (): void => {
    const now = document.visibilityState === 'visible' && document.hasFocus()
    if (!now && online === now) return
    online = now
    void call('setOnline', { online: now }).catch(() => {}) // told again soon
  }
  onMount(() => {
    tell()
    const timer = setInterval(tell, every)
    const events = ['focus', 'blur', 'pagehide']
    events.forEach((name) => window.addEventListener(name, tell))
    document.addEventListener('visibilitychange', tell)
    onCleanup(() => {
      clearInterval(timer)
      events.forEach((name) => window.removeEventListener(name, tell))
      document.removeEventListener('visibilitychange', tell)
    })
  })
}
