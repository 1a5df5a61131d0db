import assert from 'node:assert/strict'
import { story } from '../harness/story.js'

/** What the browser shows, by the service worker of the app. */
const notes = (worker) => worker.evaluate(() => self.registration.getNotifications().then((all) => all.map((n) => ({ title: n.title, body: n.body, chat: n.data?.chat }))))

async function untilNotes(worker, count) {
  for (let i = 0; i < 150; i++) {
    const all = await notes(worker)
    if (all.length >= count) return all
    await new Promise((next) => setTimeout(next, 100))
  }
  throw new Error(`no notification came: ${JSON.stringify(await notes(worker))}`)
}

/** Presses the notification that is shown. The browser would let the app come to the front then, which no test can ask of it. */
const press = (worker) => worker.evaluate(async () => {
  const [notification] = await self.registration.getNotifications()
  const opened = []
  self.clients.openWindow = (url) => Promise.resolve(opened.push(url))
  WindowClient.prototype.focus = function () {
    return Promise.resolve(this)
  }
  const done = []
  const e = new NotificationEvent('notificationclick', { notification })
  e.waitUntil = (p) => done.push(p)
  self.dispatchEvent(e)
  await Promise.all(done)
  return opened
})

story('messages are told of while one looks elsewhere, if one wants that; a press opens the chat', async ({ person, server }) => {
  const bob = await person('Bob')
  const alice = await person('Alice', { permissions: ['notifications'] })
  await bob.find(alice)
  await bob.write('before anybody asked')
  await alice.chat('Bob').waitFor()
  await alice.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}))
  const [worker] = alice.context.serviceWorkers()
  assert.equal((await notes(worker)).length, 0)
  await alice.button('Menu').click()
  await alice.page.getByRole('menuitem', { name: 'Settings' }).click()
  await alice.button('Notifications').click()
  await alice.page.getByRole('switch', { name: /^Show notifications/ }).click()
  await alice.page.getByRole('switch', { name: /^Show notifications/, checked: true }).waitFor()
  // This browser has no push service, and says so.
  alice.mayComplain = /Push API in incognito/
  await alice.page.getByRole('switch', { name: /^Also when the app is closed/ }).click()
  await alice.page.getByRole('alert').filter({ hasText: 'could not register' }).waitFor()
  await alice.page.getByRole('switch', { name: /^Also when the app is closed/, checked: false }).waitFor()
  await alice.screen('desktop-notifications-refused')
  await alice.button('Back').click()
  await alice.button('Back').click()
  await alice.page.evaluate(() => (document.hasFocus = () => false)) // she looks at another window
  await bob.write('the soup is ready')
  const [note] = await untilNotes(worker, 1)
  assert.equal(note.title, 'Bob')
  assert.equal(note.body, 'the soup is ready')
  assert.deepEqual(await press(worker), [])
  await alice.message('the soup is ready').waitFor()

  // With no page open the push service wakes the service worker, with what the server sends.
  const cdp = await alice.context.newCDPSession(alice.page)
  await cdp.send('ServiceWorker.enable')
  const registration = await new Promise((found) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => registrations[0] && found(registrations[0].registrationId))
    void cdp.send('ServiceWorker.disable').then(() => cdp.send('ServiceWorker.enable'))
  })
  await worker.evaluate(() => self.registration.getNotifications().then((all) => all.forEach((n) => n.close())))
  const elsewhere = await alice.context.newPage()
  const cdp2 = await alice.context.newCDPSession(elsewhere)
  await alice.page.close()
  await cdp2.send('ServiceWorker.enable')
  const data = { loc_key: 'MESSAGE_TEXT', loc_args: ['Bob', 'are you there?'], custom: { from_id: String(note.chat), msg_id: '3' } }
  await cdp2.send('ServiceWorker.deliverPushMessage', { origin: new URL(server.url).origin, registrationId: registration, data: JSON.stringify(data) })
  const [pushed] = await untilNotes(worker, 1)
  assert.deepEqual(pushed, { title: 'Bob', body: 'are you there?', chat: note.chat })
  const [address] = await press(worker)
  await elsewhere.goto(server.url + address)
  await alice.message('the soup is ready', undefined, elsewhere).waitFor()
  // What only says that something came, without what it was.
  await worker.evaluate(() => self.registration.getNotifications().then((all) => all.forEach((n) => n.close())))
})
