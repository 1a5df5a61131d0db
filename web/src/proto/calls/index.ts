import * as auth from './auth'
import * as change from './change'
import * as contacts from './contacts'
import * as devices from './devices'
import * as dialogs from './dialogs'
import * as files from './files'
import * as groups from './groups'
import * as history from './history'
import * as invites from './invites'
import * as list from './list'
import * as manage from './manage'
import * as media from './media'
import * as members from './members'
import * as notifications from './notifications'
import * as password from './password'
import * as people from './people'
import * as privacy from './privacy'
import * as profile from './profile'
import * as reactions from './reactions'
import * as report from './report'
import * as scheduled from './scheduled'
import * as search from './search'
import * as secret from './secret'
import * as send from './send'
import * as stats from './stats'
import * as threads from './threads'
import * as topics from './topics'

/** Everything that a page may ask for. A feature adds a file, and a line here. */
export const calls = {
  ...auth, ...change, ...contacts, ...devices, ...dialogs, ...files, ...groups, ...history, ...invites, ...list, ...manage,
  ...media, ...members, ...notifications, ...password, ...people, ...privacy, ...profile, ...reactions, ...report, ...scheduled, ...search,
  ...secret, ...send, ...stats, ...threads, ...topics,
}
