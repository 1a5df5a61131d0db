import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { self } from '../../store/account'
import { peer } from '../../store/peers'

/** What a chat is called. The one with oneself is for saved messages. */
export const nameOf = (id: PeerId): string => (id === self() ? t().chats.saved : personName(id))

/** What somebody is called. */
export function personName(id: PeerId): string {
  const p = peer(id)
  if (p?.kind === 'user' && p.deleted) return t().chat.deletedAccount
  return p?.name || '…'
}
