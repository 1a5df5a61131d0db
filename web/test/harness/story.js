import { after, test } from 'node:test'
import { closeBrowser } from './browser.js'
import { Mail } from './mail.js'
import { Person } from './person.js'
import { Server } from './server.js'

let people = 0

after(closeBrowser)

/**
 * A test with a server of its own and people who use it. config gives the text of the server's configuration file; past is how many messages
 * somebody has with one person already (reader is their phone number). It fails if a browser of one of them complained, asked somebody else for
 * something, or showed what axe finds serious.
 *
 * A story that fails is told once more from its beginning, on another server, and the first failure is printed: on a machine that does other
 * things at the same time a browser now and then stands still for longer than a story waits.
 */
export function story(name, tell, options = {}) {
  test(name, async (t) => {
    try {
      await once(name, tell, options, t)
    } catch (failure) {
      console.error(`"${name}" failed and is told once more: ${failure.stack ?? failure}`)
      t.diagnostic('told twice')
      await once(name, tell, options, t)
    }
  })
}

async function once(name, tell, { args = ['--dev'], config, past }, t) {
  const mail = new Mail()
  await mail.listen()
  const server = new Server(args, config?.(mail))
  // Somebody with a long past, whose phone number this is.
  const reader = past ? server.fill(past, 30) : undefined
  const all = []
  const arrive = async (who, options = {}) => {
    const phone = options.phone ?? `+99966${String(++people).padStart(7, '0')}`
    const p = await Person.arrive(server, { name: who, phone, ...options })
    all.push(p)
    return p
  }
  /** Somebody who is signed in. */
  const person = async (who, options = {}) => {
    const p = await arrive(who, options)
    await p.signIn(options)
    return p
  }
  await server.start()
  let failed = true
  try {
    await tell({ server, mail, arrive, person, reader, t })
    failed = false
  } finally {
    if (failed) for (const [i, p] of all.entries()) await p.screen(`failed-${name.replace(/\W+/g, '-')}-${i}-${p.name.replace(/\W+/g, '-')}`).catch(() => {})
    const faults = all.flatMap((p) => p.faults.map((f) => `${p.name}: ${f}`))
    for (const p of all) await p.leave().catch(() => {})
    await server.remove()
    await mail.close()
    if (faults.length > 0) {
      const text = faults.join('\n')
      if (failed) console.error(text)
      else throw new Error(text)
    }
  }
}
