import type { tl } from '@mtcute/core'
import type { Session } from '../session'

type Named<K extends tl.TypeUpdate['_']> = Extract<tl.TypeUpdate, { _: K }>

/** What is done about updates, by their name. */
export type Handlers = { readonly [K in tl.TypeUpdate['_']]?: (s: Session, update: Named<K>) => void }
