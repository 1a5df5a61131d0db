import * as auth from './auth'
import * as change from './change'
import * as dialogs from './dialogs'
import * as history from './history'
import * as list from './list'
import * as people from './people'
import * as scheduled from './scheduled'
import * as search from './search'
import * as send from './send'

/** Everything that a page may ask for. A feature adds a file, and a line here. */
export const calls = {
  ...auth, ...change, ...dialogs, ...history, ...list, ...people, ...scheduled, ...search, ...send,
}
