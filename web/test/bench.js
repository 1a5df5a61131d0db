// What the web app weighs and how it moves. Prints the table that stands in docs/PERFORMANCE.md.
//
//	node bench.js [--messages 100000] [--minutes 10]
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { closeBrowser } from './harness/browser.js'
import { Person } from './harness/person.js'
import { Server } from './harness/server.js'

const { values } = parseArgs({ options: { messages: { type: 'string', default: '100000' }, minutes: { type: 'string', default: '10' } } })
const messages = Number(values.messages)
const minutes = Number(values.minutes)

const server = new Server(['--dev'])
const phone = server.fill(messages, 200)
await server.start()

const rows = []
const say = (what, measured, wanted = '') => {
  rows.push(`| ${what} | ${measured} | ${wanted} |`)
  console.log(`${what}: ${measured}`)
}
const middle = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]

try {
  await signInPage()
  const reader = await Person.arrive(server, { name: 'Reader', phone })
  await reader.signIn()
  await scrolling(reader)
  await reader.leave()
  await chatting()
  console.log(`\n${cpus()[0].model}, ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}\n\n| what | measured | wanted |\n| --- | ---: | ---: |\n${rows.join('\n')}`)
} finally {
  await closeBrowser()
  await server.remove()
}

/** What a stranger's browser fetches to paint the page, and when it has. The worker loads beside it. */
async function signInPage() {
  const paints = []
  let size
  for (let i = 0; i < 5; i++) {
    const p = await Person.arrive(server)
    await p.field('Phone number').waitFor()
    await p.page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0)
    const seen = await p.page.evaluate(() => ({
      paint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
      size: [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .filter((e) => !/worker|\.wasm|server\.json|manifest|icons/.test(e.name) && e.startTime <= performance.getEntriesByName('first-contentful-paint')[0].startTime)
        .reduce((n, e) => n + e.encodedBodySize, 0),
    }))
    paints.push(seen.paint)
    size = seen.size
    await p.leave()
  }
  say('what paints the sign-in page, compressed', `${(size / 1024).toFixed(1)} KB`, '60 KB')
  say('first paint of it, cold, median of five', `${Math.round(middle(paints))} ms`, '1,000 ms')
}

/** Scrolls back through a long conversation and measures the frames. */
async function scrolling(p) {
  const past = p.chats.getByRole('link').filter({ has: p.page.getByText('Bench', { exact: true }) })
  await past.waitFor()
  const opened = Date.now()
  await past.click()
  await p.log.getByRole('article').first().waitFor()
  say(`opening a conversation of ${messages.toLocaleString('en')} messages`, `${Date.now() - opened} ms`)
  await p.page.waitForTimeout(1000)
  await p.page.evaluate(() => {
    globalThis.frames = []
    let last = performance.now()
    const look = (now) => {
      globalThis.frames.push(now - last)
      last = now
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  const box = await p.log.boundingBox()
  await p.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  for (let i = 0; i < 400; i++) {
    await p.page.mouse.wheel(0, -240)
    await p.page.waitForTimeout(20)
  }
  const frames = (await p.page.evaluate(() => globalThis.frames)).slice(2)
  const shown = await p.log.getByRole('article').count()
  say('longest frame while scrolling back in it', `${Math.max(...frames).toFixed(0)} ms`, '50 ms')
  say('frames over 50 ms then', `${frames.filter((f) => f > 50).length} of ${frames.length}`, '0')
  say('messages in the page then', String(shown))
}

/** Two people write to each other; what the page keeps of it after the first tenth, and at the end. */
async function chatting() {
  const alice = await Person.arrive(server, { name: 'Alice', phone: '+999669900001' })
  const bob = await Person.arrive(server, { name: 'Bob', phone: '+999669900002' })
  await alice.signIn()
  await bob.signIn()
  await alice.find(bob)
  await alice.write('first')
  await bob.open(alice)
  const cdp = await alice.context.newCDPSession(alice.page)
  const memory = async () => {
    await cdp.send('HeapProfiler.collectGarbage')
    return (await cdp.send('Runtime.getHeapUsage')).usedSize / (1 << 20)
  }
  const end = Date.now() + minutes * 60_000
  let sent = 0
  let early
  while (Date.now() < end) {
    await (sent % 2 ? bob : alice).write(`message ${sent}, of about the length that people write to each other`)
    sent++
    if (!early && Date.now() > end - minutes * 54_000) early = await memory()
  }
  await alice.message(`message ${sent - 1},`).waitFor()
  say(`the page's memory after a tenth of ${sent} messages in ${minutes} min, and at the end`, `${early.toFixed(1)} and ${(await memory()).toFixed(1)} MB`)
}
