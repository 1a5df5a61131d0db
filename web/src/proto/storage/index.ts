import type { ITelegramStorageProvider } from '@mtcute/core'
import { Driver } from './driver'
import { AuthKeys } from './keys'
import { KeyValues } from './kv'
import { Peers } from './peers'
import { References } from './refs'

/** What mtcute keeps, in IndexedDB. */
export class Storage implements ITelegramStorageProvider {
  readonly driver = new Driver()
  readonly kv = new KeyValues(this.driver)
  readonly authKeys = new AuthKeys(this.driver)
  readonly peers = new Peers(this.driver)
  readonly refMessages = new References(this.driver)
}
