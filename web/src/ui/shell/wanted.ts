import { createSignal, onCleanup, onMount } from 'solid-js'
import { errorText } from '../../lang/errors'
import { call } from '../../store/link'
import { linkIn, type Named } from '../../view/links'
import { invitation } from '../join/joining'
import { openChat } from './route'

// A link to somebody leads to /#name=NAME, an invitation to /#join=HASH. It stays in the address until the person is signed in, so that a reload on the way in
// does not lose it.
const [name, setName] = createSignal('')
const [problem, setProblem] = createSignal('')

/** Whose link was followed and what went wrong with it; '' is nothing. */
export const wanted = {
  name,
  problem,
  /** Opens the chat with whoever has a username; says so if nobody has. */
  open,
  forget: () => {
    setName('')
    setProblem('')
  },
}

async function open(username: string, message?: number): Promise<void> {
  setName(username.replace(/^@/, ''))
  setProblem('')
  try {
    const id = await call('resolveUsername', { username: name() })
    if (id === undefined) {
      setProblem('nobody')
      return
    }
    wanted.forget()
    openChat(id, message)
  } catch (e) {
    setProblem(errorText(e))
  }
}

function look(): void {
  const link = linkIn(location)
  if (!link) return
  history.replaceState(null, '', '/')
  followNamed(link)
}

/** Goes where a link of ours leads. */
export function followNamed(link: Named): void {
  if ('join' in link) void invitation.open(link.join)
  else void open(link.name, link.message)
}

/** Opens what a link named, now and whenever one is followed. */
export function followLinks(): void {
  onMount(() => {
    look()
    window.addEventListener('popstate', look)
  })
  onCleanup(() => window.removeEventListener('popstate', look))
}
