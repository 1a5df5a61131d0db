import type { Draft } from '../model/chat'
import type { PeerId } from '../model/peer'
import type { Text } from '../model/text'
import { general } from '../model/topic'
import { chat, patchChat } from './chats'
import { call, on } from './link'
import { patchTopic, topicIn } from './topics'

/** How long a draft rests before the server is told. */
const pause = 1000

/** What the server was not told yet survives a reload here. */
const slot = (id: PeerId, topic?: number): string => (own(topic) === undefined ? `draft ${id}` : `draft ${id} ${topic}`)

/** What is begun in the general topic of a forum is the chat's own. */
const own = (topic: number | undefined): number | undefined => (topic === general ? undefined : topic)

const timers = new Map<string, ReturnType<typeof setTimeout>>()

/** What was written in a chat, or in a topic of it, and not sent. */
export function draftOf(id: PeerId, topic?: number): Draft | undefined {
  const kept = localStorage.getItem(slot(id, topic))
  return kept === null ? toldDraft(id, topic) : (JSON.parse(kept) as Draft)
}

/** The draft that the server knows. */
export const toldDraft = (id: PeerId, topic?: number): Draft | undefined => (own(topic) === undefined ? chat(id)?.draft : topicIn(id, topic ?? general)?.draft)

/** Keeps a draft; soon all devices of the person have it. */
export function keepDraft(id: PeerId, text: Text, replyTo: number | undefined, topic?: number): void {
  const draft: Draft = { ...text, replyTo, date: Math.floor(Date.now() / 1000) }
  const key = slot(id, topic)
  try {
    localStorage.setItem(key, JSON.stringify(draft))
  } catch {
    // Without room here, the server has it in a moment.
  }
  clearTimeout(timers.get(key))
  timers.set(key, setTimeout(() => void tell(id, draft, topic), pause))
}

/** The draft became a message: the server drops it when that arrives. */
export function dropDraft(id: PeerId, topic?: number): void {
  const key = slot(id, topic)
  clearTimeout(timers.get(key))
  localStorage.removeItem(key)
  if (own(topic) === undefined) patchChat(id, (c) => ({ ...c, draft: undefined }))
  else patchTopic(id, topic ?? general, (t) => ({ ...t, draft: undefined }))
}

async function tell(id: PeerId, draft: Draft, topic: number | undefined): Promise<void> {
  const { text, entities, replyTo } = draft
  const key = slot(id, topic)
  try {
    await call('saveDraft', { chat: id, topic: own(topic), text: { text, entities }, replyTo })
  } catch {
    return // it stays here
  }
  if (localStorage.getItem(key) === JSON.stringify(draft)) localStorage.removeItem(key)
}

/** Whether something is kept here that no server has. */
export const someDrafts = (): boolean => keys().some((k) => (JSON.parse(localStorage.getItem(k) ?? '{}') as Partial<Draft>).text)

export function forgetDrafts(): void {
  for (const k of keys()) localStorage.removeItem(k)
}

const keys = (): string[] => Object.keys(localStorage).filter((k) => k.startsWith('draft '))

// Drafts outlive a session that was ended from elsewhere, for whoever wrote them.
const owner = 'draftsOf'

on('account', (a) => {
  if (a.state === 'signedOut' && a.why === 'asked') forgetDrafts()
  if (a.state !== 'signedIn') return
  const before = localStorage.getItem(owner)
  if (before !== null && before !== String(a.self)) forgetDrafts()
  localStorage.setItem(owner, String(a.self))
})
