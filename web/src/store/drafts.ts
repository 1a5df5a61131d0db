import type { Draft } from '../model/chat'
import type { PeerId } from '../model/peer'
import type { Text } from '../model/text'
import { chat, patchChat } from './chats'
import { call, on } from './link'

/** How long a draft rests before the server is told. */
const pause = 1000

/** What the server was not told yet survives a reload here. */
const slot = (id: PeerId): string => `draft ${id}`

const timers = new Map<PeerId, ReturnType<typeof setTimeout>>()

/** What was written in a chat and not sent. */
export function draftOf(id: PeerId): Draft | undefined {
  const kept = localStorage.getItem(slot(id))
  return kept === null ? chat(id)?.draft : (JSON.parse(kept) as Draft)
}

/** Keeps a draft; soon all devices of the person have it. */
export function keepDraft(id: PeerId, text: Text, replyTo: number | undefined): void {
  const draft: Draft = { ...text, replyTo, date: Math.floor(Date.now() / 1000) }
  try {
    localStorage.setItem(slot(id), JSON.stringify(draft))
  } catch {
    // Without room here, the server has it in a moment.
  }
  clearTimeout(timers.get(id))
  timers.set(id, setTimeout(() => void tell(id, draft), pause))
}

/** The draft became a message: the server drops it when that arrives. */
export function dropDraft(id: PeerId): void {
  clearTimeout(timers.get(id))
  localStorage.removeItem(slot(id))
  patchChat(id, (c) => ({ ...c, draft: undefined }))
}

async function tell(id: PeerId, draft: Draft): Promise<void> {
  const { text, entities, replyTo } = draft
  try {
    await call('saveDraft', { chat: id, text: { text, entities }, replyTo })
  } catch {
    return // it stays here
  }
  if (localStorage.getItem(slot(id)) === JSON.stringify(draft)) localStorage.removeItem(slot(id))
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
