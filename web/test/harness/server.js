import { spawn, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')

/** The real server: CHAPPE_E2E_BINARY, else built once from this checkout. */
let built
function binary() {
  if (process.env.CHAPPE_E2E_BINARY) return resolve(process.env.CHAPPE_E2E_BINARY)
  if (!built) {
    const dir = mkdtempSync(join(tmpdir(), 'chappe-web-'))
    process.on('exit', () => rmSync(dir, { recursive: true, force: true }))
    execFileSync('go', ['build', '-o', join(dir, 'chappe'), './cmd/chappe'], { cwd: root, stdio: 'inherit' })
    built = join(dir, 'chappe')
  }
  return built
}

/** A server process of one test. Browsers reach it through a wire that can be cut. */
export class Server {
  #args
  #dir = mkdtempSync(join(tmpdir(), 'chappe-data-'))
  #child
  #port
  wire = new Wire()
  #wires = [this.wire]
  /** What it printed. */
  said = ''

  /** args are flags of `chappe serve`; config is the text of its configuration file. */
  constructor(args = [], config = '') {
    this.#args = args
    if (config === '') return
    const file = join(this.#dir, 'chappe.toml')
    writeFileSync(file, config)
    this.#args = ['--config', file, ...args]
  }

  /** Fills the server's data with an account that has a long past, and returns its phone number. The server must not run. */
  fill(messages, dialogs) {
    const args = ['bench', `-messages=${messages}`, `-dialogs=${dialogs}`, 'fill', this.#dir]
    return execFileSync(binary(), args, { encoding: 'utf8' }).trim()
  }

  /** Makes people who never sign in members of the public group of a name. The server must not run. */
  crowd(name, members) {
    execFileSync(binary(), ['bench', `-members=${members}`, 'crowd', this.#dir, name])
  }

  /** What the operator's command prints, for this server. */
  operator(command, ...args) {
    return execFileSync(binary(), [command, '--data', this.#dir, ...args], { encoding: 'utf8' })
  }

  async start() {
    this.#port ??= await freePort()
    const child = spawn(binary(), ['serve', '--data', this.#dir, '--listen', `127.0.0.1:${this.#port}`, ...this.#args])
    this.#child = child
    child.stderr.on('data', (b) => (this.said += b))
    await new Promise((listening, failed) => {
      child.once('exit', (code) => failed(new Error(`the server ended with ${code}\n${this.said}`)))
      let text = ''
      child.stdout.on('data', (b) => {
        text += b
        this.said += b
        if (text.includes('Chappe listens on')) listening()
      })
    })
    for (const w of this.#wires) await w.lead(this.#port)
  }

  /** A way of one's own to it, for somebody whose network fails and nobody else's. */
  async anotherWire() {
    const w = new Wire()
    this.#wires.push(w)
    await w.lead(this.#port)
    return w
  }

  /** Where a browser finds it. */
  get url() {
    return this.wire.url
  }

  /** As if the power went. */
  async kill() {
    await this.#end('SIGKILL')
  }

  async stop() {
    await this.#end('SIGTERM')
  }

  async #end(signal) {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    await new Promise((gone) => {
      child.once('exit', gone)
      child.kill(signal)
    })
  }

  async remove() {
    await this.stop()
    for (const w of this.#wires) await w.close()
    rmSync(this.#dir, { recursive: true, force: true })
  }

  /** Runs `chappe NAME ...` on the server's data, as its operator does. */
  run(...args) {
    const [name, ...rest] = args
    return execFileSync(binary(), [name, '--data', this.#dir, ...rest], { encoding: 'utf8' })
  }
}

/** A TCP relay: what a cable does, and what happens when somebody pulls it. */
class Wire {
  #sockets = new Set()
  #server
  #to
  #cut = false
  #rate = 0
  #forgotten = new WeakSet()
  port

  async lead(to) {
    this.#to = to
    if (this.#server) return
    this.#server = net.createServer((a) => {
      if (this.#cut) return a.destroy()
      const b = net.connect(this.#to, '127.0.0.1')
      for (const [x, y] of [[a, b], [b, a]]) {
        this.#sockets.add(x)
        x.on('error', () => {})
        x.on('close', () => {
          this.#sockets.delete(x)
          y.destroy()
        })
        x.pipe(y)
      }
    })
    await new Promise((ready) => this.#server.listen(0, '127.0.0.1', ready))
    this.port = this.#server.address().port
  }

  cut() {
    this.#cut = true
    for (const s of this.#sockets) s.destroy()
  }

  /** What is open stays open, and nothing passes through it any more, as behind a router that forgot it. */
  forget() {
    for (const s of this.#sockets) {
      s.removeAllListeners('data').pause()
      this.#forgotten.add(s)
    }
  }

  get url() {
    return `http://127.0.0.1:${this.port}`
  }

  /** Lets only so many bytes through in a second, each way; 0 is as many as there are. */
  slow(rate) {
    this.#rate = rate
  }

  #pass(bytes, from, to) {
    const more = to.write(bytes)
    const wait = this.#rate > 0 ? (bytes.length / this.#rate) * 1000 : 0
    if (more && wait < 1) return
    from.pause()
    const go = () => setTimeout(() => this.#forgotten.has(from) || from.resume(), wait)
    if (more) go()
    else to.once('drain', go)
  }

  mend() {
    this.#cut = false
  }

  async close() {
    if (!this.#server) return
    this.cut()
    await new Promise((closed) => this.#server.close(closed))
  }
}

async function freePort() {
  const s = net.createServer()
  await new Promise((ready) => s.listen(0, '127.0.0.1', ready))
  const { port } = s.address()
  await new Promise((closed) => s.close(closed))
  return port
}
