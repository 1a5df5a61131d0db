import assert from 'node:assert/strict'
import { story } from '../harness/story.js'

const info = (p) => p.page.getByRole('complementary')
const line = (p, name) => info(p).getByRole('button', { name }).first().click()

async function about(p, name = 'About this channel') {
  await p.page.locator('.conversation-name').click()
  await info(p).getByRole('heading', { name, exact: true }).waitFor()
}

/** Makes a public channel. */
async function makeChannel(p, name, username) {
  await p.button('New chat').click()
  await p.button('New channel').click()
  await p.field('Name of the channel').fill(name)
  await p.page.getByRole('radio', { name: /^Public/ }).click()
  await p.field('Public name').fill(username)
  await p.button('Create').click()
  await p.page.getByRole('heading', { name, exact: true }).waitFor()
}

/** Gives oneself a username. */
async function takeName(p, username) {
  await p.page.goto(`${p.url}/#left=settings&page=profile`)
  await p.field('Username').fill(username)
  const form = p.page.locator('form').filter({ has: p.field('Username') })
  await form.getByRole('button', { name: 'Save', exact: true }).click()
  await form.getByText('Saved.').waitFor()
  await p.page.goto(`${p.url}/`)
}

async function visit(p, username, name) {
  await p.field('Search').fill(username)
  await p.page.getByRole('list', { name: 'People and chats' }).getByRole('listitem').filter({ hasText: name }).click()
  await p.page.getByRole('heading', { name, exact: true }).waitFor()
}

story('readers of a channel write to the person whom its admins chose', async ({ person }) => {
  const alice = await person('Alice')
  const bob = await person('Bob', { phoneSized: true })
  const carol = await person('Carol')
  await takeName(carol, 'carol_answers')
  await makeChannel(alice, 'Harbour', 'harbour_news')
  await alice.write('The ferry is late')
  await about(alice)
  await line(alice, 'Edit')
  await alice.field('Description').fill('Ships and tides.\nEvery morning.')
  await alice.field('Contact').fill('@harbour_news') // a channel is nobody to write to
  await info(alice).getByRole('button', { name: 'Save', exact: true }).click()
  await info(alice).getByRole('alert').getByText('Nobody has this username').waitFor()
  await alice.field('Contact').fill('@carol_answers')
  await info(alice).getByRole('button', { name: 'Save', exact: true }).click()
  await info(alice).getByText('Saved.').waitFor()
  await alice.screen('desktop-channel-contact-edit')
  await info(alice).getByRole('button', { name: 'Back' }).click()
  await info(alice).getByRole('button', { name: /^Message the admins/ }).waitFor()
  await info(alice).getByRole('link', { name: '@carol_answers' }).waitFor()
  await alice.screen('desktop-channel-contact')

  // Before subscribing and after it.
  await visit(bob, 'harbour_news', 'Harbour')
  await bob.button('Subscribe').waitFor()
  await bob.button('Message the admins').waitFor()
  await bob.screen('phone-channel-contact-visitor')
  await bob.button('Subscribe').click()
  await bob.button('Mute').waitFor()
  await bob.screen('phone-channel-contact')
  await bob.button('Message the admins').click()
  await bob.page.getByRole('heading', { name: 'Carol', exact: true }).waitFor()
  await bob.write('When does the next one leave?')
  await carol.chat('Bob').click()
  await carol.message('Bob, When does the next one leave?').waitFor()

  // Who is asked needs no way to themselves.
  await visit(carol, 'harbour_news', 'Harbour')
  await carol.button('Subscribe').waitFor()
  await carol.message('The ferry is late').waitFor()
  await about(carol)
  await info(carol).getByText('Ships and tides.').waitFor()
  assert.equal(await carol.page.getByRole('button', { name: /^Message the admins/ }).count(), 0)

  // Without a contact there is no such way, and the rest of the description stays.
  await line(alice, 'Edit')
  await alice.field('Contact').fill('')
  await info(alice).getByRole('button', { name: 'Save', exact: true }).click()
  await info(alice).getByText('Saved.').waitFor()
  await info(alice).getByRole('button', { name: 'Back' }).click()
  await info(alice).getByText('Every morning.').waitFor()
  await info(alice).getByRole('button', { name: /^Message the admins/ }).waitFor({ state: 'detached' })
  await bob.page.goto(`${bob.url}/`)
  await bob.chat('Harbour').click()
  await bob.button('Mute').waitFor()
  await bob.message('The ferry is late').waitFor()
  assert.equal(await bob.button('Message the admins').count(), 0)
})
