import { createSignal, type Signal } from 'solid-js'
import { on } from './link'

/** How far files are up, by the names of their messages in the outbox. */
const known = new Map<string, Signal<{ done: number; total: number }>>()

function signal(name: string): Signal<{ done: number; total: number }> {
  let s = known.get(name)
  if (!s) known.set(name, (s = createSignal({ done: 0, total: 0 })))
  return s
}

export const progressOf = (name: string): { done: number; total: number } => signal(name)[0]()

on('progress', ({ outbox, done, total }) => signal(outbox)[1]({ done, total }))
