import { createSignal } from 'solid-js'
import type { PeerId } from '../../model/peer'
import { on } from '../../store/link'
import type { LeftName } from './left'

/** Where the person is. It stands in the address after #, so that Back works and a reload comes back to it. */
export interface Route {
  /** What the left column shows. */
  readonly left: LeftName
  /** A page within it, such as settings' "devices". */
  readonly page: string
  readonly chat?: PeerId
  /** A topic of it, if it is a forum. */
  readonly topic?: number
  /** A secret chat, in the place of another. */
  readonly secret?: number
  /** Open the chat at this message. */
  readonly message?: number
  /** What the column beside the conversation shows; '' is closed. */
  readonly info: string
  /** The post whose comments it shows. */
  readonly post?: number
}

function parse(hash: string): Route {
  const q = new URLSearchParams(hash.replace(/^#/, ''))
  const id = Number(q.get('chat'))
  const message = Number(q.get('message'))
  return {
    left: (q.get('left') ?? 'chats') as LeftName,
    page: q.get('page') ?? '',
    chat: Number.isSafeInteger(id) && id !== 0 ? id : undefined,
    topic: Number(q.get('topic')) || undefined,
    secret: Number(q.get('secret')) || undefined,
    message: Number.isSafeInteger(message) && message > 0 ? message : undefined,
    info: q.get('info') ?? '',
    post: Number(q.get('post')) || undefined,
  }
}

function format(r: Route): string {
  const q = new URLSearchParams()
  if (r.left !== 'chats') q.set('left', r.left)
  if (r.page) q.set('page', r.page)
  if (r.secret !== undefined) q.set('secret', String(r.secret))
  else if (r.chat !== undefined) q.set('chat', String(r.chat))
  if (r.chat !== undefined && r.topic !== undefined) q.set('topic', String(r.topic))
  if (r.message !== undefined) q.set('message', String(r.message))
  if (r.info) q.set('info', r.info)
  if (r.info && r.post !== undefined) q.set('post', String(r.post))
  return `#${q.toString()}`
}

const [route, setRoute] = createSignal<Route>(parse(location.hash))

window.addEventListener('popstate', () => setRoute(parse(location.hash)))

// Whoever signs in next begins at the beginning.
on('account', (a) => {
  if (a.state === 'signedOut' && a.why === 'asked') go(parse(''), { replace: true })
})

export { route }

/** Goes somewhere; Back returns. Another chat opens without the topic of the last one. With replace, Back goes where it went before. */
export function go(to: Partial<Route>, how: { replace?: boolean } = {}): void {
  const next = { ...route(), ...('chat' in to ? { topic: undefined } : {}), ...to }
  if (format(next) === format(route())) return
  const depth = ((history.state as { depth?: number } | null)?.depth ?? 0) + (how.replace ? 0 : 1)
  history[how.replace ? 'replaceState' : 'pushState']({ depth }, '', `${location.pathname}${format(next)}`)
  setRoute(next)
}

/** Goes back if that stays within the app, else to another place. */
export function back(otherwise: Partial<Route>): void {
  if (((history.state as { depth?: number } | null)?.depth ?? 0) > 0) history.back()
  else go(otherwise, { replace: true })
}

/** What a link to a chat, or to a message in it, says. */
export const chatLink = (chat: PeerId, message?: number, topic?: number): string =>
  format({ ...route(), left: 'chats', page: '', chat, topic, secret: undefined, message, info: '' })

/** What a link does when it is pressed: it goes there within the page, unless it is to open elsewhere. */
export function follow(e: MouseEvent, fn: () => void): void {
  if (e.ctrlKey || e.metaKey || e.shiftKey || e.button !== 0) return
  e.preventDefault()
  fn()
}

/** Opens a chat. With replace, Back does not return to where it was chosen. */
export const openChat = (chat: PeerId, message?: number, how: { replace?: boolean } = {}): void =>
  go({ chat, secret: undefined, message, left: 'chats', page: '', info: '' }, how)

/** Opens a topic of a forum. */
export const openTopic = (chat: PeerId, topic: number, message?: number): void =>
  go({ chat, topic, secret: undefined, message, left: 'chats', page: '', info: '' })

export const secretLink = (secret: number): string => format({ ...route(), left: 'chats', page: '', chat: undefined, secret, message: undefined, info: '' })

/** Opens a secret chat. */
export const openSecret = (secret: number): void => go({ chat: undefined, secret, message: undefined, left: 'chats', page: '', info: '' })
