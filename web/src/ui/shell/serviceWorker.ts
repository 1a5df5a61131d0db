import { createEffect, onCleanup } from 'solid-js'
import { t } from '../../lang'
import type { Message } from '../../model/message'
import { topicOf } from '../../model/topic'
import { account } from '../../store/account'
import { chat } from '../../store/chats'
import { listen } from '../../store/link'
import { shown, supported } from '../../store/notifications'
import { peer } from '../../store/peers'
import { loadTopic, topicIn } from '../../store/topics'
import { isForum, topicMuted } from '../../view/topics'
import { isMuted } from '../../view/unread'
import { summary } from '../conversation/summary'
import { nameOf, personName } from '../parts/name'
import { openChat, openTopic } from './route'

/** Tells the person of messages while they look at something else, and lets the service worker do so when no page is open. */
export function followNotifications(): void {
  if (!('serviceWorker' in navigator)) return
  const opened = (e: MessageEvent<{ chat?: number; topic?: number }>): void => {
    const { chat: id, topic } = e.data
    if (id && topic) openTopic(id, topic)
    else if (id) openChat(id)
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
  const now = Date.now() / 1000
  const topic = isForum(peer(m.chat)) ? topicOf(m) : undefined
  if (topic !== undefined && !topicIn(m.chat, topic)) await loadTopic(m.chat, topic).catch(() => {}) // it is told without its name
  const of = topic === undefined ? undefined : topicIn(m.chat, topic)
  if (c && (topic === undefined ? isMuted(c, now) : topicMuted(of, c, now))) return
  if (m.id <= ((of ?? c)?.readIn ?? 0)) return
  const registration = await navigator.serviceWorker.getRegistration()
  await registration?.showNotification(of ? `${of.title} · ${nameOf(m.chat)}` : nameOf(m.chat), {
    body: said(m).slice(0, 300) || t().settings.notifications.newMessage,
    tag: topic === undefined ? String(m.chat) : `${m.chat} ${topic}`,
    icon: '/apple-touch-icon.png',
    silent: m.silent,
    data: { chat: m.chat, topic },
  })
}

/** In a group it is said who wrote. */
const said = (m: Message): string => (m.chat < 0 && m.from !== m.chat ? `${personName(m.from)}: ${summary(m)}` : summary(m))
