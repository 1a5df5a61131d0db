import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { browser } from './browser.js'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const shots = resolve(import.meta.dirname, '../../../screenshots')

/** How long to wait for what must come. Only a failing test waits so long. */
export const patience = Number(process.env.CHAPPE_PATIENCE ?? 30_000)

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** What a browser prints when the server cannot be reached. It is no defect where a test cut the wire or killed the server. */
const outage = /net::ERR_|WebSocket connection to|Failed to fetch/

/** What tests call by its English name, as other languages say it. */
const words = {
  fr: {
    'Phone number': 'Numéro de téléphone', Code: 'Code', 'First name': 'Prénom', Password: 'Mot de passe', Search: 'Rechercher', Message: 'Message',
    Next: 'Suivant', Send: 'Envoyer', 'New chat': 'Nouvelle discussion', Menu: 'Menu', Back: 'Retour', Chats: 'Discussions', Messages: 'Messages',
    read: 'lu', sent: 'envoyé',
  },
  ar: {
    'Phone number': 'رقم الهاتف', Code: 'الرمز', 'First name': 'الاسم الأول', Password: 'كلمة المرور', Search: 'بحث', Message: 'رسالة', Next: 'التالي',
    Send: 'إرسال', 'New chat': 'محادثة جديدة', Menu: 'القائمة', Back: 'رجوع', Chats: 'المحادثات', Messages: 'الرسائل', read: 'قُرئت', sent: 'أُرسلت',
  },
}

/** Somebody at a browser of their own. */
export class Person {
  /** What went wrong that no test expects: errors in the console, requests to others. */
  faults = []
  /** The wire is or was cut, so the browser may complain about that. */
  cutOff = false
  /** What else the browser may complain about, because the story goes there on purpose. */
  mayComplain
  /** Another name of the server that this person's test uses. */
  alias

  static async arrive(server, options = {}) {
    const p = new Person()
    p.server = server
    p.url = options.wire?.url ?? server.url
    p.phone = options.phone
    p.name = options.name ?? 'Somebody'
    p.words = words[(options.locale ?? 'en').split('-')[0]] ?? {}
    p.context = await (await browser()).newContext({
      locale: options.locale ?? 'en-GB',
      viewport: options.phoneSized ? { width: 390, height: 844 } : { width: 1280, height: 800 },
      hasTouch: options.phoneSized ?? false,
      colorScheme: options.dark ? 'dark' : 'light',
      reducedMotion: options.still ? 'reduce' : 'no-preference',
      permissions: options.permissions ?? [],
      acceptDownloads: true,
      serviceWorkers: options.uncached ? 'block' : 'allow',
    })
    p.context.setDefaultTimeout(patience)
    // Only the story of the operator speaks of the operator.
    if (!options.operator) await p.context.addInitScript(() => location.protocol.startsWith('http') && localStorage.setItem('operator', 'later'))
    if (options.init) await p.context.addInitScript(options.init)
    p.context.on('request', (r) => p.#asked(r.url()))
    p.context.on('page', (page) => p.#watch(page))
    p.page = await p.context.newPage()
    await p.page.goto(p.url + (options.path ?? '/'))
    return p
  }

  #asked(url) {
    const u = new URL(url)
    if (['blob:', 'data:', 'about:'].includes(u.protocol)) return
    if (u.host !== new URL(this.url).host && u.hostname !== this.alias) this.faults.push(`a request to ${url}`)
  }

  #watch(page) {
    page.on('pageerror', (e) => this.mayComplain?.test(e.message) || this.faults.push(`thrown: ${e.stack ?? e}`))
    page.on('dialog', (d) => {
      this.faults.push(`a dialog: ${d.message()}`)
      void d.dismiss()
    })
    page.on('console', (m) => {
      if (m.type() !== 'error' || (this.cutOff && outage.test(m.text())) || this.mayComplain?.test(m.text())) return
      this.faults.push(`console: ${m.text()} (${m.location().url})`)
    })
  }

  /** Another tab of the same browser. */
  async newTab(path = '/') {
    const page = await this.context.newPage()
    await page.goto(this.url + path)
    return page
  }

  /** Stops the worker, as a closed lid does; what it returns lets it go on. */
  async stopWorker() {
    const cdp = await (await browser()).newBrowserCDPSession()
    const { targetInfos } = await cdp.send('Target.getTargets')
    const { targetId } = targetInfos.find((t) => t.type === 'shared_worker' && t.url.startsWith(this.url))
    const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: false })
    let id = 1
    const say = (method) => cdp.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id: id++, method }) })
    await say('Debugger.enable')
    await say('Debugger.pause')
    return () => say('Debugger.resume').then(() => cdp.detach())
  }

  // What is on the screen, by the names that screen readers say.

  /** What the person's language says for an English name. */
  say = (name) => this.words?.[name] ?? name
  field = (name, page = this.page) =>
    page.getByRole('textbox', { name: this.say(name), exact: true }).or(page.getByLabel(this.say(name), { exact: true }).and(page.locator('input'))).first()
  button = (name, page = this.page) => page.getByRole('button', { name: this.say(name), exact: true }).first()
  get chats() {
    return this.page.getByRole('list', { name: this.say('Chats') })
  }
  chat = (name) => this.chats.getByRole('listitem').filter({ hasText: name }).first()
  get log() {
    return this.page.getByRole('log', { name: this.say('Messages') })
  }
  /** The message with a text, and with a state if one is given. */
  message = (text, state, page = this.page) =>
    page.getByRole('log', { name: this.say('Messages') }).getByRole('article', { name: new RegExp(`${escape(text)}.*${state ? `, (${state.split('|').map(this.say).join('|')})$` : ''}`, 's') })

  // What people do.

  /** Signs in, and up where the number is new. */
  async signIn({ code = '12345', password } = {}) {
    await this.field('Phone number').fill(this.phone)
    await this.button('Next').click()
    await this.field('Code').waitFor()
    await this.field('Code').pressSequentially(typeof code === 'function' ? await code() : code)
    const first = this.field('First name')
    const secret = this.field('Password')
    const inside = this.button('New chat')
    const next = await Promise.race([
      first.waitFor().then(() => 'name'), secret.waitFor().then(() => 'password'), inside.waitFor().then(() => 'inside'),
    ])
    if (next === 'name') {
      await first.fill(this.name)
      await this.button('Next').click()
    }
    if (next === 'password') {
      if (password === undefined) return
      await secret.fill(password)
      await this.button('Next').click()
    }
    await inside.waitFor()
  }

  /** Opens the chat with somebody who is not in the list yet. */
  async find(other) {
    await this.button('New chat').click()
    await this.field('Search').fill(other.phone)
    await this.page.getByRole('listitem').filter({ hasText: other.name }).click()
    await this.field('Message').waitFor()
  }

  async open(other) {
    await this.chat(other.name ?? other).click()
    await this.field('Message').waitFor()
  }

  async write(text, page = this.page) {
    await this.field('Message', page).fill(text)
    await this.button('Send', page).click()
  }

  async wantMessage(text, state) {
    await this.message(text, state).last().waitFor()
  }

  /** The message is in the log exactly once, and stays so. */
  async wantOnce(text) {
    await this.wantMessage(text)
    await this.page.waitForTimeout(500)
    await this.wantMessage(text) // the log may just be drawn anew
    const n = await this.message(text).count()
    if (n > 1) throw new Error(`${JSON.stringify(text)} is in the log ${n} times`)
  }

  /** Looks for what people who cannot see, or see little, would stumble over. */
  async axe(where) {
    await this.page.evaluate(axe)
    const found = await this.page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
    for (const v of found.violations) {
      if (v.impact !== 'serious' && v.impact !== 'critical') continue
      const nodes = v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')}: ${n.failureSummary}`)
      this.faults.push(`axe, ${where}: ${v.id}: ${v.help}\n${nodes.join('\n')}`)
    }
  }

  /** Looks at a screen: a picture for people, axe for the rest, and nothing wider than the window. */
  async screen(name) {
    await this.page.evaluate(() => Promise.all(document.getAnimations().filter((a) => a.effect?.getTiming().iterations !== Infinity).map((a) => a.finished.catch(() => {}))))
    mkdirSync(shots, { recursive: true })
    await this.page.screenshot({ path: join(shots, `${name}.png`) })
    const over = await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    if (over > 0) this.faults.push(`${name}: the page is ${over} px wider than the window`)
    await this.axe(name)
  }

  async leave() {
    await this.context.close()
  }
}
