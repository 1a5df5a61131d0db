import type { ToPage, ToWorker } from './api'
import { Host, type Port } from './host'

/** What followers and the leader say to each other, where browsers have no SharedWorker and each tab has a worker of its own. */
type Between =
  | { readonly from: string; readonly ask: ToWorker | 'hello' }
  | { readonly to: string; readonly tell: ToPage }
  | { readonly led: string }

/**
 * Of all workers of this origin one leads, by a Web Lock: it alone holds the connection and the outbox. The others pass on what their
 * page asks, and take over when the leader's tab is closed. What was asked and not answered is asked again.
 */
export class Lead {
  private readonly me = crypto.randomUUID()
  private readonly others = new BroadcastChannel('chappe')
  private readonly pages = new Set<Port>()
  private readonly unanswered = new Map<number, { port: Port; message: ToWorker; asked: number }>()
  private readonly far = new Map<string, Port>()
  private host: Host | undefined
  private next = 1

  start(): void {
    this.others.onmessage = (e: MessageEvent<Between>) => this.hear(e.data)
    void navigator.locks.request('chappe', () => {
      this.take()
      return new Promise(() => {}) // held until this worker ends
    })
    this.say({ from: this.me, ask: 'hello' })
  }

  attach(port: Port): void {
    this.pages.add(port)
    if (this.host) this.host.attach(port)
    else this.say({ from: this.me, ask: 'hello' })
  }

  receive(port: Port, message: ToWorker): void {
    if (this.host) {
      void this.host.receive(port, message)
      return
    }
    if ('bye' in message) {
      this.pages.delete(port)
      return
    }
    const id = this.next++
    this.unanswered.set(id, { port, message, asked: message.id })
    this.say({ from: this.me, ask: { ...message, id } })
  }

  private take(): void {
    this.host = new Host()
    for (const port of this.pages) this.host.attach(port)
    void this.host.start().catch(() => {}) // told as trouble
    for (const { port, message } of this.unanswered.values()) void this.host.receive(port, message)
    this.unanswered.clear()
    this.say({ led: this.me })
  }

  private hear(b: Between): void {
    if ('led' in b) {
      if (!this.host) {
        this.say({ from: this.me, ask: 'hello' })
        for (const [id, u] of this.unanswered) this.say({ from: this.me, ask: { ...u.message, id } as ToWorker })
      }
    } else if ('ask' in b) {
      if (this.host) this.hearAsked(this.host, b.from, b.ask)
    } else if (b.to === this.me) {
      this.hearTold(b.tell)
    }
  }

  private hearAsked(host: Host, from: string, ask: ToWorker | 'hello'): void {
    let port = this.far.get(from)
    if (!port) {
      port = { postMessage: (tell) => this.say({ to: from, tell }) }
      this.far.set(from, port)
      host.attach(port)
    } else if (ask === 'hello') {
      host.attach(port)
    }
    if (ask !== 'hello') void host.receive(port, ask)
  }

  private hearTold(tell: ToPage): void {
    if ('event' in tell) {
      for (const port of this.pages) port.postMessage(tell)
      return
    }
    const u = this.unanswered.get(tell.id)
    this.unanswered.delete(tell.id)
    u?.port.postMessage({ ...tell, id: u.asked })
  }

  private say(b: Between): void {
    this.others.postMessage(b)
  }
}
