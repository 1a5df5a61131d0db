import { createSignal } from 'solid-js'
import { loginTokenIn } from '../../view/phone'

// What a phone's camera read from another device leads here: /#link=TOKEN. The token leaves the address at once.
const [token, setToken] = createSignal('')

function look(): void {
  const found = loginTokenIn(location.hash)
  if (!found) return
  setToken(found)
  history.replaceState(null, '', `${location.pathname}#left=settings&page=link`)
}

look()
window.addEventListener('popstate', look)

/** The code of a device that asks to be let in; '' is none. Nothing happens before the person agrees. */
export const linking = { token, forget: () => setToken('') }
