import { createEffect, createSignal, onCleanup, type Accessor } from 'solid-js'
import type { PeerId } from '../../model/peer'
import { group } from '../../store/groups'
import { peer } from '../../store/peers'
import { isAdmin } from '../../view/rights'

/** For how many seconds we may not write yet, where one waits between two messages; it counts down. */
export function createWait(chat: PeerId): Accessor<number> {
  const [now, setNow] = createSignal(Date.now() / 1000)
  const left = (): number => {
    const g = chat < 0 ? group(chat) : undefined
    return !g || g.slow === 0 || isAdmin(peer(chat)) ? 0 : Math.max(0, Math.ceil(g.next - now()))
  }
  createEffect(() => {
    if (!group(chat)?.next) return
    setNow(Date.now() / 1000)
    const timer = setInterval(() => {
      setNow(Date.now() / 1000)
      if (left() === 0) clearInterval(timer)
    }, 500)
    onCleanup(() => clearInterval(timer))
  })
  return left
}
