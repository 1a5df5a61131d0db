import { createSignal } from 'solid-js'
import type { InvitePreview } from '../../model/group'
import { call, Failed } from '../../store/link'
import { errorText } from '../../lang/errors'
import { openChat } from '../shell/route'

/** An invitation that was followed, and what came of it. */
export type Joining =
  | { readonly kind: 'preview'; readonly hash: string; readonly preview: InvitePreview }
  | { readonly kind: 'asked' | 'expired' }
  | { readonly kind: 'failed'; readonly error: string }

const [joining, setJoining] = createSignal<Joining>()

const words = /^INVITE_HASH_/

export const invitation = {
  shown: joining,
  /** Shows what a link leads to; a chat that we are in opens. */
  async open(hash: string): Promise<void> {
    try {
      const target = await call('lookAtInvite', { hash })
      if ('chat' in target) openChat(target.chat)
      else setJoining({ kind: 'preview', hash, preview: target.preview })
    } catch (e) {
      setJoining(e instanceof Failed && words.test(e.text) ? { kind: 'expired' } : { kind: 'failed', error: errorText(e) })
    }
  },
  async accept(hash: string): Promise<void> {
    const chat = await call('useInvite', { hash })
    if (chat === undefined) {
      setJoining({ kind: 'asked' })
      return
    }
    setJoining(undefined)
    openChat(chat)
  },
  close: () => setJoining(undefined),
}
