import { createEffect } from 'solid-js'
import { chats } from '../../store/chats'
import { secrets } from '../../store/secrets'
import { server } from '../../store/server'
import { totalUnread } from '../../view/unread'

/** Keeps the count of unread chats in the window's title. */
export function followTitle(): void {
  createEffect(() => {
    const count = totalUnread(chats().values(), Date.now() / 1000) + [...secrets().values()].reduce((sum, c) => sum + c.unread, 0)
    const name = server()?.name ?? 'Chappe'
    // On the icon of an installed app, where there is one.
    if ('setAppBadge' in navigator) void (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => {})
    document.title = count > 0 ? `(${count}) ${name}` : name
  })
}
