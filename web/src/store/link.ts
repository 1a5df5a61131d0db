import type { Args, CallName, EventName, Events, Failure, Result, ToPage, ToWorker } from '../proto/api'

/** The page's end of the channel to the worker: ask with call, hear with on. */

interface Pending {
  resolve: (value: unknown) => void
  reject: (e: Failed) => void
}

/** A call that was refused. text is the server's word for it. */
export class Failed extends Error implements Failure {
  constructor(readonly text: string, readonly seconds?: number) {
    super(text)
  }
}

const pending = new Map<number, Pending>()
const listeners = new Map<EventName, Set<(data: never) => void>>()
let next = 1
let post: ((message: ToWorker) => void) | undefined

/** Starts the worker, or joins the one that other tabs use. Call it once. */
export function connect(): void {
  if (typeof SharedWorker === 'function') {
    const shared = new SharedWorker(new URL('../proto/worker.ts', import.meta.url), { type: 'module', name: 'chappe' })
    shared.port.onmessage = (e: MessageEvent<ToPage>) => hear(e.data)
    post = (m) => shared.port.postMessage(m)
    window.addEventListener('pagehide', (e) => {
      if (!e.persisted) shared.port.postMessage({ bye: true } satisfies ToWorker)
    })
    return
  }
  const own = new Worker(new URL('../proto/worker.ts', import.meta.url), { type: 'module', name: 'chappe' })
  own.onmessage = (e: MessageEvent<ToPage>) => hear(e.data)
  post = (m) => own.postMessage(m)
}

function hear(m: ToPage): void {
  if ('event' in m) {
    listeners.get(m.event)?.forEach((fn) => fn(m.data as never))
    return
  }
  const p = pending.get(m.id)
  pending.delete(m.id)
  if ('failure' in m) p?.reject(new Failed(m.failure.text, m.failure.seconds))
  else p?.resolve(m.value)
}

/** Asks the worker for something. Without a connection the answer waits for one. */
export function call<N extends CallName>(name: N, args: Args<N>): Promise<Result<N>> {
  const id = next++
  return new Promise<Result<N>>((resolve, reject) => {
    pending.set(id, { resolve: resolve as (value: unknown) => void, reject })
    post?.({ id, name, args })
  })
}

/** Hears what the worker tells, as long as the page lives. */
export function on<E extends EventName>(event: E, fn: (data: Events[E]) => void): void {
  listen(event, fn)
}

/** The same for something that ends: call what it returns. */
export function listen<E extends EventName>(event: E, fn: (data: Events[E]) => void): () => void {
  let set = listeners.get(event)
  if (!set) listeners.set(event, (set = new Set()))
  const own = set
  own.add(fn as (data: never) => void)
  return () => own.delete(fn as (data: never) => void)
}
