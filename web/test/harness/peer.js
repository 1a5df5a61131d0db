import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { patience } from './person.js'

const root = resolve(import.meta.dirname, '../../..')

let built
function binary() {
  if (!built) {
    const dir = mkdtempSync(join(tmpdir(), 'chappe-peer-'))
    process.on('exit', () => rmSync(dir, { recursive: true, force: true }))
    execFileSync('go', ['build', '-o', join(dir, 'secretpeer'), './tools/secretpeer'], { cwd: root, stdio: 'inherit' })
    built = join(dir, 'secretpeer')
  }
  return built
}

/** Somebody whose secret chats are run by the Go package secretchat, at the same server. */
export class Peer {
  #child
  #told = []
  #bell = () => {}
  said = ''

  static async arrive(server, name, phone) {
    const p = new Peer()
    p.name = name
    p.phone = phone
    p.#child = spawn(binary(), [server.url, name, phone])
    p.#child.stderr.on('data', (b) => (p.said += b))
    createInterface({ input: p.#child.stdout }).on('line', (line) => {
      p.#told.push(JSON.parse(line))
      p.#bell()
    })
    await p.want('here')
    return p
  }

  do(order) {
    this.#child.stdin.write(`${JSON.stringify(order)}\n`)
  }

  /** Waits for something that it tells, and returns that. What came before it is passed over. */
  async want(event, is = () => true, least = patience) {
    const end = Date.now() + least
    for (;;) {
      const at = this.#told.findIndex((t) => t.event === event && is(t))
      if (at >= 0) return this.#told.splice(0, at + 1).at(-1)
      if (Date.now() > end) throw new Error(`${this.name} never said ${event}; it said ${JSON.stringify(this.#told)} ${this.said}`)
      await new Promise((done) => {
        this.#bell = done
        setTimeout(done, 200)
      })
    }
  }

  leave() {
    this.#child.stdin.end()
    this.#child.kill()
  }
}
