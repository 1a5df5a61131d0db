import { t } from '../../lang'
import { self } from '../../store/account'
import type { Item } from '../parts/Menu'
import { leaving } from './leaving'
import { go, openChat } from './route'

/** What the button "Menu" opens. A feature adds a line. */
export const menu = (): Item[] => [
  { label: t().menu.saved, icon: 'bookmark', act: () => openChat(self()) },
  { label: t().menu.archived, icon: 'archive', act: () => go({ left: 'archived', page: '' }) },
  { label: t().contacts.title, icon: 'users', act: () => go({ left: 'contacts', page: '' }) },
  { label: t().settings.title, icon: 'settings', act: () => go({ left: 'settings', page: '' }) },
  { label: t().menu.signOut, icon: 'log-out', danger: true, act: () => leaving.ask() },
]
