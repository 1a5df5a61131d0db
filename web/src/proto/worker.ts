import type { ToWorker } from './api'
import { Lead } from './lead'

// The worker's entry: a SharedWorker for all tabs, or a Worker for one where browsers have no SharedWorker.
const lead = new Lead()

function serve(port: MessagePort | DedicatedWorkerGlobalScope): void {
  port.onmessage = (e: MessageEvent<ToWorker>) => lead.receive(port, e.data)
  lead.attach(port)
}

const scope: unknown = self
if ('SharedWorkerGlobalScope' in self) {
  const shared = scope as SharedWorkerGlobalScope
  shared.onconnect = (e) => {
    const port = e.ports[0]
    if (port) serve(port)
  }
} else {
  serve(scope as DedicatedWorkerGlobalScope)
}
lead.start()
