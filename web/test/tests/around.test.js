import assert from 'node:assert/strict'
import { story } from '../harness/story.js'

story('a phone can install the app', async ({ arrive }) => {
  const alice = await arrive('Alice', { phoneSized: true })
  await alice.field('Phone number').waitFor()
  await alice.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}))
  const cdp = await alice.context.newCDPSession(alice.page)
  const { errors, data } = await cdp.send('Page.getAppManifest')
  assert.deepEqual(errors, [])
  const manifest = JSON.parse(data)
  assert.equal(manifest.display, 'standalone')
  for (const icon of manifest.icons) {
    const answer = await alice.page.evaluate((src) => fetch(src).then((r) => [r.status, r.headers.get('content-type')]), icon.src)
    assert.deepEqual(answer, [200, icon.type])
  }
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors')
  // A window of a test is one without traces, in which no browser installs anything.
  assert.deepEqual(installabilityErrors.map((e) => e.errorId).filter((e) => e !== 'in-incognito'), [])
  // What is in the app and was written by others is named with its licence.
  await alice.signIn()
  await alice.button('Menu').click()
  await alice.page.getByRole('menuitem', { name: 'Settings' }).click()
  await alice.button('About').click()
  const link = alice.page.getByRole('link', { name: 'Licences of what is in the app' })
  const licences = await alice.page.evaluate((href) => fetch(href).then((r) => r.text()), await link.getAttribute('href'))
  for (const name of ['solid-js', '@mtcute/core', '@kobalte/core', 'Lucide', 'MIT License']) assert.ok(licences.includes(name), name)
  await alice.screen('phone-about')
})

story('who cannot see is told what happens, and who wants stillness gets it', async ({ person }) => {
  const bob = await person('Bob')
  const alice = await person('Alice', { still: true })
  await alice.find(bob)
  await alice.write('are you there?')
  await alice.wantMessage('are you there?', 'sent|read')
  await bob.open(alice)
  await bob.write('yes, I am')
  // What arrives is said once, by a live region; what one wrote oneself is not.
  await alice.page.locator('[aria-live=polite]').filter({ hasText: 'Bob: yes, I am' }).waitFor({ state: 'attached' })
  assert.equal(await alice.page.locator('[aria-live=polite]').filter({ hasText: 'are you there?' }).count(), 0)
  const slowest = await alice.page.evaluate(() => Math.max(...['--fast', '--calm'].map((n) => parseFloat(getComputedStyle(document.documentElement).getPropertyValue(n)))))
  assert.equal(slowest, 0)
  // With the keyboard alone: into the log, from message to message, and to the menu of one.
  await alice.page.getByRole('log', { name: 'Messages' }).focus()
  await alice.page.keyboard.press('ArrowUp')
  await alice.page.waitForFunction(() => document.activeElement?.textContent?.includes('yes, I am'))
  await alice.page.keyboard.press('ArrowUp')
  await alice.page.waitForFunction(() => document.activeElement?.textContent?.includes('are you there?'))
  await alice.page.keyboard.press('Shift+F10')
  await alice.page.getByRole('menuitem', { name: 'Reply' }).waitFor()
  await alice.page.keyboard.press('Escape')
  // Every button and link has a name, and the focus can be seen.
  const nameless = await alice.page.evaluate(() => [...document.querySelectorAll('button, a[href]')].filter((e) => !(e.ariaLabel || e.textContent.trim() || e.title)).length)
  assert.equal(nameless, 0)
})

story('a server that goes away is said, and so is its return', async ({ person, server }) => {
  const alice = await person('Alice')
  alice.cutOff = true
  await server.kill()
  await alice.page.getByRole('status').getByText(/Connecting|does not answer/).waitFor()
  await alice.screen('desktop-connecting')
  await server.start()
  await alice.page.getByRole('status').getByText(/Connecting|does not answer/).waitFor({ state: 'detached' })
})

story('a page that is older than the server loads itself anew when it lacks a part', async ({ person }) => {
  const alice = await person('Alice', { uncached: true })
  let lacks = true
  await alice.context.route(/Keyboard\.js$/, (route) => (lacks ? route.fulfill({ status: 404 }) : route.continue()))
  alice.mayComplain = /status of 404|dynamically imported module|Cannot read properties of undefined/
  const anew = alice.page.waitForEvent('load')
  await alice.page.keyboard.press('?')
  await anew
  lacks = false
  await alice.button('New chat').waitFor()
  await alice.page.keyboard.press('?')
  await alice.page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
})
