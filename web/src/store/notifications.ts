import { createSignal } from 'solid-js'
import { call, Failed, on } from './link'
import { server } from './server'

/** Whether this browser shows notifications, and whether they come when no page is open. */

export const supported = 'Notification' in window && 'serviceWorker' in navigator

const [allowed, setAllowed] = createSignal<NotificationPermission>(supported ? Notification.permission : 'denied')
const [shown, setShownSignal] = createSignal(allowed() === 'granted' && localStorage.getItem('notify') === 'yes')
const [pushed, setPushedSignal] = createSignal(localStorage.getItem('push') === 'yes')

export { allowed, pushed, shown }

/** Asks the person by the browser's own question. Call it in answer to a click. */
export async function ask(): Promise<boolean> {
  setAllowed(await Notification.requestPermission())
  return allowed() === 'granted'
}

export function setShown(on: boolean): void {
  localStorage.setItem('notify', on ? 'yes' : 'no')
  setShownSignal(on)
}

/** Has the browser's push service bring notifications, or ends that. */
export async function setPushed(on: boolean): Promise<void> {
  const registration = await navigator.serviceWorker.ready
  const old = await registration.pushManager.getSubscription()
  if (on) {
    let made: PushSubscription
    try {
      made = old ?? (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: server()?.push }))
    } catch {
      throw new Failed('PUSH_REFUSED')
    }
    await call('registerPush', { token: JSON.stringify(made) })
  } else if (old) {
    await call('unregisterPush', { token: JSON.stringify(old) })
    await old.unsubscribe()
  }
  localStorage.setItem('push', on ? 'yes' : 'no')
  setPushedSignal(on)
}

/** Ends the browser's subscription: whoever signs in here next has not asked for it. */
async function forget(): Promise<void> {
  localStorage.removeItem('push')
  setPushedSignal(false)
  const registration = await navigator.serviceWorker.getRegistration()
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
}

on('account', (a) => {
  if (!supported || !pushed()) return
  if (a.state === 'signedIn') void setPushed(true).catch(() => {}) // the server may have forgotten it
  if (a.state === 'signedOut') void forget().catch(() => {})
})
