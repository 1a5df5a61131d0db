import { createContext, createSignal, useContext, type Accessor } from 'solid-js'
import type { Message } from '../../model/message'
import type { PeerId } from '../../model/peer'
import type { Attached } from '../attach/attaching'

/** What the composer is doing: a new message, maybe in answer to one, or a change of one. */
export type Writing =
  | { readonly kind: 'new'; readonly reply?: Message; readonly quote?: string }
  | { readonly kind: 'edit'; readonly message: Message }

/** A question that is asked before something is done. */
export type Question =
  | { readonly kind: 'delete' | 'forward'; readonly messages: readonly Message[] }
  | { readonly kind: 'pin' | 'unpin'; readonly message: Message }
  | { readonly kind: 'react' | 'reactors'; readonly message: Message }
  | { readonly kind: 'clear' }

/** What the parts of an open conversation share. */
export interface Talk {
  readonly chat: PeerId
  /** What is written belongs to the thread that began with this message. */
  readonly thread?: number
  /** Only what stands in this topic of the forum is shown, and written there. */
  readonly topic?: number
  readonly writing: Accessor<Writing>
  readonly setWriting: (w: Writing) => void
  readonly selected: Accessor<ReadonlyMap<number, Message>>
  readonly toggle: (m: Message) => void
  readonly clearSelection: () => void
  readonly question: Accessor<Question | undefined>
  readonly ask: (q: Question | undefined) => void
  readonly searching: Accessor<boolean>
  readonly search: (on: boolean) => void
  /** Files that were chosen, pasted or dropped, and wait for a look before they are sent. */
  readonly attached: Accessor<Attached | undefined>
  readonly attach: (a: Attached | undefined) => void
}

export function createTalk(chat: PeerId, thread?: number, topic?: number): Talk {
  const [writing, setWriting] = createSignal<Writing>({ kind: 'new' })
  const [selected, setSelected] = createSignal<ReadonlyMap<number, Message>>(new Map())
  const [question, ask] = createSignal<Question>()
  const [attached, attach] = createSignal<Attached>()
  const [searching, search] = createSignal(false)
  const toggle = (m: Message): void => {
    setSelected((old) => {
      const next = new Map(old)
      if (!next.delete(m.id)) next.set(m.id, m)
      return next
    })
  }
  return {
    chat, thread, topic, writing, setWriting, selected, toggle, clearSelection: () => setSelected(new Map()), question, ask, searching, search,
    attached, attach,
  }
}

export const TalkContext = createContext<Talk>()

export function useTalk(): Talk {
  const talk = useContext(TalkContext)
  if (!talk) throw new Error('outside of a conversation')
  return talk
}
