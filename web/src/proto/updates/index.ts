import type { tl } from '@mtcute/core'
import type { Session } from '../session'
import { chats } from './chats'
import { groups } from './groups'
import type { Handlers } from './handlers'
import { messages } from './messages'
import { people } from './people'
import { topics } from './topics'

/** A feature adds its handlers here. */
const handlers: Handlers = { ...messages, ...chats, ...people, ...groups, ...topics }

export function handle(s: Session, update: tl.TypeUpdate): void {
  const handler = handlers[update._] as ((s: Session, update: tl.TypeUpdate) => void) | undefined
  handler?.(s, update)
}
