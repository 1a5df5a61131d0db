import { createEffect, onCleanup } from 'solid-js'
import { t } from '../../lang'
import type { Message } from '../../model/message'
import { account } from '../../store/account'
import { chat } from '../../store/chats'
import { listen } from '../../store/link'
import { shown, supported } from '../../store/notifications'
import { isMuted } from '../../view/unread'
import { summary } from '../conversation/summary'
import { nameOf, personName } from '../parts/name'
import { openChat } from './route'

/** Tells the person of messages while they look at something else, and lets the service worker do so when no page is open. */
export function followNotifications(): void {
  if (!('serviceWorker' in navigator)) return
  const opened = (e: MessageEvent<{ chat?: number }>): void => {
    if (e.data.chat) openChat(e.data.chat)
  }
  navigator.serviceWorker.addEventListener('message', opened)
  onCleanup(() => navigator.serviceWorker.removeEventListener('message', opened))
  onCleanup(listen('message', (m) => void tell(m).catch(() => {}))) // a browser that shows none is no trouble
  createEffect(() => {
    const words = JSON.stringify({ newMessage: t().settings.notifications.newMessage })
    void caches.open('kept').then((c) => c.put('/words.json', new Response(words))).catch(() => {}) // it has English ones
  })
}

async function tell(m: Message): Promise<void> {
  if (!supported || !shown() || m.out || m.service || m.outbox || account().state !== 'signedIn' || document.hasFocus()) return
  const c = chat(m.chat)
  if (c && (isMuted(c, Date.now() / 1000) || m.id <= c.readIn)) return
  const registration = await navigator.serviceWorker.getRegistration()
  await registration?.showNotification(nameOf(m.chat), {
    body: said(m).slice(0, 300) || t().settings.notifications.newMessage,
    tag: String(m.chat),
    icon: '/apple-touch-icon.png',
    silent: m.silent,
    data: { chat: m.chat },
  })
}

/** In a group it is said who wrote. */
const said = (m: Message): string => (m.chat < 0 && m.from !== m.chat ? `${personName(m.from)}: ${summary(m)}` : summary(m))
