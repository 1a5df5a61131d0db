import { onCleanup, onMount } from 'solid-js'
import { chats } from '../../store/chats'
import { orderChats } from '../../view/order'
import { go, openChat, route } from './route'

/** Keys that work everywhere. What a part of the page does with keys stands in that part; Esc in escape.ts. */
export function followKeys(): void {
  const press = (e: KeyboardEvent): void => {
    if (e.defaultPrevented || e.isComposing) return
    if ((e.ctrlKey || e.metaKey) && !e.shiftKey && !e.altKey && e.key.toLowerCase() === 'k') {
      e.preventDefault()
      go({ left: 'chats', page: '' })
      queueMicrotask(() => document.querySelector<HTMLInputElement>('.column-left .search-box input')?.focus())
    } else if (e.altKey && !e.ctrlKey && (e.key === 'ArrowUp' || e.key === 'ArrowDown')) {
      const ids = orderChats([...chats().values()].filter((c) => !c.archived)).map((c) => c.id)
      const at = ids.indexOf(route().chat ?? 0)
      const next = ids[at + (e.key === 'ArrowUp' ? -1 : 1)]
      if (next === undefined) return
      e.preventDefault()
      openChat(next)
    }
  }
  onMount(() => window.addEventListener('keydown', press))
  onCleanup(() => window.removeEventListener('keydown', press))
}
