import * as auth from './auth'
import * as dialogs from './dialogs'
import * as history from './history'
import * as people from './people'
import * as send from './send'

/** Everything that a page may ask for. A feature adds a file, and a line here. */
export const calls = { ...auth, ...dialogs, ...history, ...people, ...send }
