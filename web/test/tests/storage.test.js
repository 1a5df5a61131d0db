import assert from 'node:assert/strict'
import { story } from '../harness/story.js'

const origin = (server) => new URL(server.url).origin

/** Writes to the browser's store until nothing more fits. */
const fill = (page) => page.evaluate(async () => {
  const db = await new Promise((done, failed) => {
    const r = indexedDB.open('filler', 1)
    r.onupgradeneeded = () => r.result.createObjectStore('x', { autoIncrement: true })
    r.onsuccess = () => done(r.result)
    r.onerror = () => failed(r.error)
  })
  const put = (size) => new Promise((done) => {
    const tx = db.transaction('x', 'readwrite')
    tx.objectStore('x').add(crypto.getRandomValues(new Uint8Array(size)))
    tx.oncomplete = () => done(true)
    tx.onabort = () => done(false)
  })
  for (const size of [65536, 4096, 256, 16, 1]) while (await put(size));
  db.close()
})

const empty = (page) => page.evaluate(() => new Promise((done, failed) => {
  const r = indexedDB.deleteDatabase('filler')
  r.onsuccess = () => done()
  r.onerror = () => failed(r.error)
}))

story('a browser without room says so, and loses nothing', async ({ server, arrive, person }) => {
  const bob = await person('Bob')
  const alice = await arrive('Alice')
  const cdp = await alice.context.newCDPSession(alice.page)
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: origin(server), quotaSize: 8 << 20 })
  await alice.signIn()
  await alice.find(bob)
  await alice.write('there was room')
  await alice.wantMessage('there was room', 'sent|read')
  await fill(alice.page)
  await alice.field('Message').fill('no room for this')
  await alice.button('Send').click()
  await alice.page.getByRole('alert').filter({ hasText: 'no room on this device' }).waitFor()
  assert.equal(await alice.field('Message').innerText(), 'no room for this')
  await alice.page.getByRole('status').getByText('Your browser has no room left').waitFor()
  await alice.screen('desktop-storage-full')
  // What others write is read all the same.
  await bob.open(alice)
  await bob.write('can you read this?')
  await alice.wantMessage('can you read this?')
  await empty(alice.page)
  await alice.button('Send').click()
  await alice.wantMessage('no room for this', 'sent|read')
  await alice.page.getByText('Your browser has no room left').waitFor({ state: 'detached' })
  await bob.wantOnce('no room for this')
  await alice.wantOnce('no room for this')
})

story('a browser whose data is cleared while it is in use says so, and what is being written stays', async ({ server, person }) => {
  const bob = await person('Bob')
  const alice = await person('Alice')
  await alice.find(bob)
  await alice.write('kept by the server')
  await alice.wantMessage('kept by the server', 'sent|read')
  await alice.field('Message').fill('in the middle of')
  await alice.page.waitForTimeout(1500) // the server has the draft
  const cdp = await alice.context.newCDPSession(alice.page)
  await cdp.send('Storage.clearDataForOrigin', { origin: origin(server), storageTypes: 'indexeddb,local_storage' })
  await alice.page.getByText('the data that your browser kept for this page was cleared').waitFor()
  await alice.screen('desktop-storage-cleared')
  await alice.signIn()
  await alice.open(bob)
  await alice.wantOnce('kept by the server')
  assert.equal(await alice.field('Message').innerText(), 'in the middle of')
  await alice.write('and it works')
  await alice.wantMessage('and it works', 'sent|read')
  await alice.page.reload()
  await alice.wantMessage('and it works', 'sent|read')
})
