import { createSignal } from 'solid-js'
import { call, on } from './link'

const nothing = { all: [] as readonly string[], recent: [] as readonly string[] }
const [known, setKnown] = createSignal(nothing)
let asking: Promise<void> | undefined

/** What people can react with, and what we did lately; empty until it is known. */
export const reactions = known

/** Asks for them, unless they are known. */
export function loadReactions(): Promise<void> {
  if (known().all.length > 0) return Promise.resolve()
  asking ??= call('getReactions', {}).then((r) => void setKnown(r)).catch(() => {}).finally(() => (asking = undefined)) // the next chat asks again
  return asking
}

/** We reacted with it. */
export const used = (emoji: string): void => void setKnown((k) => ({ ...k, recent: [emoji, ...k.recent.filter((e) => e !== emoji)].slice(0, 7) }))

on('account', () => setKnown(nothing))
