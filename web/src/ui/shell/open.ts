import { call } from '../../store/link'
import { openChat } from './route'

/** Opens the chat with whoever has a username; answers whether there is somebody. */
export async function openUsername(name: string): Promise<boolean> {
  const id = await call('resolveUsername', { username: name.replace(/^@/, '') })
  if (id !== undefined) openChat(id)
  return id !== undefined
}
