import assert from 'node:assert/strict'
import { story } from '../harness/story.js'

/** Signs the other devices of somebody out, by the settings of one. */
async function endOthers(p) {
  await p.button('Menu').click()
  await p.page.getByRole('menuitem', { name: 'Settings' }).click()
  await p.button('Devices').click()
  await p.page.getByRole('list', { name: 'Other devices' }).getByRole('listitem').first().waitFor()
  await p.button('Sign all others out').click()
  await p.page.getByRole('dialog').getByRole('button', { name: 'Sign all others out' }).click()
}

story('a session that is ended from another device is understood, and what was written is kept for its author', async ({ person, server }) => {
  const bob = await person('Bob')
  const alice = await person('Alice')
  await alice.find(bob)
  await alice.write('before')
  await alice.wantMessage('before', 'sent|read')
  const other = await person('Alice', { phone: alice.phone })
  // She writes until it happens: what rests for a second is with the server.
  await alice.field('Message').fill('half a thou')
  const ending = endOthers(other)
  const ended = alice.page.getByText('You were signed out')
  while (!(await ended.isVisible())) {
    await alice.page.keyboard.type('.')
    await new Promise((later) => setTimeout(later, 100))
  }
  await ending
  await alice.page.getByText('What you wrote and did not send').waitFor()
  await alice.screen('desktop-ended')
  // A reload says the same of what waits.
  await alice.page.reload()
  await alice.page.getByText('What you wrote and did not send').waitFor()
  await alice.signIn()
  await alice.message('before').waitFor()
  assert.match(await alice.field('Message').innerText(), /^half a thou/)
  await alice.write('half a thought, and the rest')
  await alice.wantMessage('the rest', 'sent|read')
})

story('what was on its way when the session ended goes out once its author is back, and to nobody else', async ({ person, server, arrive }) => {
  const bob = await person('Bob')
  const alice = await person('Alice')
  await alice.find(bob)
  await alice.write('before')
  await alice.wantMessage('before', 'sent|read')
  const other = await person('Alice', { phone: alice.phone })
  alice.cutOff = bob.cutOff = other.cutOff = true
  // The device is away while it is signed out.
  await alice.context.setOffline(true)
  await alice.page.goto('about:blank')
  await endOthers(other)
  await other.page.getByText('You are signed in nowhere else.').waitFor()
  server.wire.cut()
  await alice.context.setOffline(false)
  await alice.page.goto(server.url)
  await alice.open(bob)
  await alice.write('written in between')
  await alice.wantMessage('written in between', 'sending')
  server.wire.mend()
  await alice.page.getByText('You were signed out').waitFor()
  await alice.signIn()
  await alice.open(bob)
  await alice.wantMessage('written in between', 'sent|read')
  await alice.wantOnce('written in between')
  await bob.open(alice)
  await bob.wantOnce('written in between')
})

story('the next person at a browser finds nothing of the one before', async ({ person }) => {
  const bob = await person('Bob')
  const alice = await person('Alice')
  await alice.find(bob)
  await alice.field('Message').fill('a secret thought')
  await alice.button('Menu').click()
  await alice.page.getByRole('menuitem', { name: 'Sign out' }).click()
  await alice.screen('desktop-signout')
  await alice.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
  await alice.field('Phone number').waitFor()
  assert.equal(await alice.page.getByText('What you wrote').count(), 0)
  const kept = await alice.page.evaluate(() => JSON.stringify(localStorage))
  assert.ok(!kept.includes('a secret thought'), kept)
  alice.phone = '+999660009999'
  alice.name = 'Carol'
  await alice.signIn()
  await alice.page.getByText('No chats yet').waitFor()
  assert.equal(await alice.page.getByText('Bob').count(), 0)
})
