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

/** Makes a public supergroup with nobody else in it. */
async function makeGroup(p, name, username) {
  await p.button('New chat').click()
  await p.button('New group').click()
  await p.button('Go on').click()
  await p.field('Name of the group').fill(name)
  await p.page.getByRole('radio', { name: /^Public/ }).click()
  await p.field('Public name').fill(username)
  await p.button('Create').click()
  await p.page.getByRole('heading', { name, exact: true }).waitFor()
}

const dialog = (p) => p.page.getByRole('dialog')
const upInfo = (p) => info(p).getByRole('button', { name: 'Back' }).click()

async function turnOn(p, name) {
  await info(p).getByRole('switch', { name }).click()
  await info(p).getByRole('switch', { name, checked: true }).waitFor()
}

story('a supergroup lets people in who ask, hides its past from the new, and is given away', async ({ person }) => {
  const alice = await person('Alice')
  const bob = await person('Bob', { phoneSized: true })
  const carol = await person('Carol')
  await makeGroup(alice, 'Orchard', 'the_orchard')
  await alice.write('The apples are ripe')
  await about(alice, 'About this group')
  await line(alice, 'Edit')
  await turnOn(alice, 'Admins let people in')
  await alice.screen('desktop-group-ask-first')
  await upInfo(alice)

  // Who asks is told so, and an admin decides.
  await visit(bob, 'the_orchard', 'Orchard')
  await bob.button('Ask to join').click()
  await bob.page.getByText('Your request was sent.').waitFor()
  await bob.screen('phone-group-asked')
  await visit(carol, 'the_orchard', 'Orchard')
  await carol.button('Ask to join').click()
  await carol.page.getByText('Your request was sent.').waitFor()
  await info(alice).getByRole('button', { name: /^Requests to join\s*2$/ }).waitFor()
  await line(alice, /^Requests to join/)
  await info(alice).getByRole('button', { name: 'Let Bob in' }).click()
  await info(alice).getByRole('button', { name: 'Refuse Carol' }).click()
  await info(alice).getByText('Nobody asks to be let in').waitFor()
  await bob.write('Let us pick them')
  await alice.message('Bob, Let us pick them').waitFor()
  await bob.message('The apples are ripe').waitFor()
  assert.equal(await carol.field('Message').count(), 0)
  await upInfo(alice)

  // Private from now on, with a past that the new do not see.
  await line(alice, 'Edit')
  await info(alice).getByRole('radio', { name: /^Private/ }).click()
  await info(alice).getByRole('button', { name: 'Save who can join' }).click()
  await turnOn(alice, 'Hide what was said before')
  await info(alice).getByRole('switch', { name: 'Admins let people in' }).click() // whoever has the link may come
  await info(alice).getByRole('switch', { name: 'Admins let people in' }).waitFor({ state: 'detached' })
  await alice.screen('desktop-group-hidden-history')
  await upInfo(alice)
  const link = (await info(alice).getByText(/\/\+/).first().innerText()).trim()
  const dora = await person('Dora')
  await dora.page.goto(`${dora.url}/#join=${link.split('+')[1]}`)
  await dialog(dora).getByRole('button', { name: 'Join', exact: true }).click()
  await dora.field('Message').waitFor()
  await alice.write('And the pears, too')
  await dora.message('And the pears, too').waitFor()
  assert.equal(await dora.message('The apples are ripe').count(), 0)
  await bob.message('The apples are ripe').waitFor()

  // It goes to another admin, if the password is right.
  await line(alice, /^Bob/)
  await dialog(alice).getByRole('button', { name: 'Make admin' }).click()
  await dialog(alice).getByRole('button', { name: 'Save' }).click()
  await info(alice).getByRole('button', { name: /^Bob.*admin/s }).click()
  await dialog(alice).getByRole('button', { name: 'Give it to another admin' }).click()
  await dialog(alice).getByText('Make Bob the owner?').waitFor()
  await dialog(alice).getByRole('button', { name: 'Give it away' }).click()
  await dialog(alice).getByRole('alert').getByText('Set a password for two-step verification first').waitFor()
  await alice.screen('desktop-group-give-no-password')
  await dialog(alice).getByRole('button', { name: 'Cancel' }).click()
  await setPassword(alice, 'correct horse')
  await info(alice).getByRole('heading', { name: 'About this group', exact: true }).waitFor()
  await info(alice).getByRole('button', { name: /^Bob.*admin/s }).click()
  await dialog(alice).getByRole('button', { name: 'Give it to another admin' }).click()
  await alice.field('Your password').fill('wrong horse')
  await dialog(alice).getByRole('button', { name: 'Give it away' }).click()
  await dialog(alice).getByRole('alert').getByText('This is not the password.').waitFor()
  await alice.screen('desktop-group-give')
  await alice.field('Your password').fill('correct horse')
  await dialog(alice).getByRole('button', { name: 'Give it away' }).click()
  await info(alice).getByRole('button', { name: /Bob.*creator/s }).waitFor()
  await info(alice).getByRole('button', { name: /Alice.*admin/s }).waitFor()
  // The new owner can do what the old one no longer can.
  await about(bob, 'About this group')
  await line(bob, 'Edit')
  await info(bob).getByRole('radio', { name: /^Public/ }).waitFor()
  await line(alice, 'Edit')
  await info(alice).getByRole('switch', { name: 'Hide what was said before' }).waitFor()
  assert.equal(await info(alice).getByRole('radio', { name: /^Public/ }).count(), 0)
}, { config: () => 'handover_at_once = true' })

story('nothing is given away with a password that is new', async ({ person }) => {
  const alice = await person('Alice')
  const bob = await person('Bob')
  await makeGroup(alice, 'Orchard', 'the_orchard')
  await visit(bob, 'the_orchard', 'Orchard')
  await bob.button('Join').click()
  await bob.field('Message').waitFor()
  await setPassword(alice, 'correct horse')
  await about(alice, 'About this group')
  await line(alice, /^Bob/)
  await dialog(alice).getByRole('button', { name: 'Make admin' }).click()
  await dialog(alice).getByRole('button', { name: 'Save' }).click()
  await info(alice).getByRole('button', { name: /^Bob.*admin/s }).click()
  await dialog(alice).getByRole('button', { name: 'Give it to another admin' }).click()
  await alice.field('Your password').fill('correct horse')
  await dialog(alice).getByRole('button', { name: 'Give it away' }).click()
  await dialog(alice).getByRole('alert').getByText('Your password is too new for this.').waitFor()
  await alice.screen('desktop-group-give-too-fresh')
})

/** Sets a password for two-step verification, and comes back to the chat. */
async function setPassword(p, password) {
  const at = p.page.url()
  await p.page.goto(`${p.url}/#left=settings&page=password`)
  await p.button('Set a password').click()
  await p.field('New password').fill(password)
  await p.field('New password once more').fill(password)
  await p.button('Save').click()
  await p.button('Turn it off').waitFor()
  await p.page.goto(at)
}

story('a link lets in so many, until a day', async ({ person }) => {
  const alice = await person('Alice')
  const dora = await person('Dora', { phoneSized: true })
  const eve = await person('Eve')
  await makeGroup(alice, 'Tasting', 'tasting_room')
  await alice.write('At seven')
  await about(alice, 'About this group')
  await line(alice, 'Invitation links')
  await line(alice, 'Make a link')
  await alice.field('Name of the link (optional)').fill('One chair')
  await dialog(alice).getByLabel('Ends').selectOption('In an hour')
  await alice.field('How many people').fill('1')
  await alice.screen('desktop-link-limit')
  await dialog(alice).getByRole('button', { name: 'Save' }).click()
  await info(alice).getByRole('button', { name: 'Link One chair' }).getByText(/^0 of 1 came · ends /).waitFor()
  await line(alice, 'Link One chair')
  const link = (await dialog(alice).getByText(/\/\+/).first().innerText()).trim()
  await dialog(alice).getByRole('button', { name: 'Close' }).click()
  const follow = (p) => p.page.goto(`${p.url}/#join=${link.split('+')[1]}`)

  await follow(dora)
  await dialog(dora).getByRole('button', { name: 'Join', exact: true }).click()
  await dora.message('Alice, At seven').waitFor()
  await follow(eve)
  await dialog(eve).getByText('This link does not work any more').waitFor()
  await dialog(eve).getByRole('button', { name: 'Done' }).click()

  // One more chair, without an end.
  await upInfo(alice)
  await line(alice, 'Invitation links')
  await info(alice).getByRole('button', { name: 'Link One chair' }).getByText(/^1 of 1 came · ends /).waitFor()
  await line(alice, 'Link One chair')
  await dialog(alice).getByRole('list', { name: 'Who came by it' }).getByText('Dora').waitFor()
  await dialog(alice).getByRole('button', { name: 'Change this link' }).click()
  assert.equal(await alice.field('How many people').inputValue(), '1')
  await alice.field('How many people').fill('2')
  await dialog(alice).getByLabel('Ends').selectOption('Never')
  await dialog(alice).getByRole('button', { name: 'Save' }).click()
  await info(alice).getByRole('button', { name: 'Link One chair' }).getByText('1 of 2 came', { exact: true }).waitFor()
  await alice.screen('desktop-link-limited')
  await follow(eve)
  await dialog(eve).getByRole('button', { name: 'Join', exact: true }).click()
  await eve.message('Alice, At seven').waitFor()
})

story('a long list of members goes on as one scrolls, and is searched', async ({ server, person }) => {
  const alice = await person('Alice')
  const bob = await person('Bob', { phoneSized: true })
  for (const p of [alice, bob]) p.cutOff = true // the server stops for a while
  await makeGroup(alice, 'Stadium', 'the_stadium')
  await alice.write('Welcome')
  await alice.wantMessage('Welcome', 'sent|read')
  await server.stop()
  server.crowd('the_stadium', 230)
  await server.start()
  await alice.page.reload()
  await about(alice, 'About this group')
  const members = info(alice).getByRole('list', { name: 'Members' })
  await members.getByRole('listitem').nth(49).waitFor()
  await alice.screen('desktop-members-long')
  const names = () => members.locator('.member-name').allTextContents()
  const first = await names()
  const end = () => info(alice).getByRole('button', { name: 'Show more' })
  for (let n = 0; n < 40 && (await members.getByRole('listitem').count()) < 231; n++) {
    await end().scrollIntoViewIfNeeded({ timeout: 2000 }).catch(() => {}) // it may go just then
    await alice.page.waitForTimeout(100)
  }
  await members.getByRole('listitem').nth(230).waitFor()
  await end().waitFor({ state: 'detached' })
  const all = await names()
  assert.equal(all.length, 231)
  assert.equal(new Set(all).size, 231, 'nobody is there twice')
  assert.deepEqual(all.slice(0, first.length), first, 'what was there stays where it was')
  await alice.screen('desktop-members-end')

  // Who comes stands at the beginning, and the rest stays.
  await visit(bob, 'the_stadium', 'Stadium')
  await bob.button('Join').click()
  await bob.field('Message').waitFor()
  await members.getByText('Bob', { exact: true }).waitFor()
  const then = await names()
  assert.equal(then.length, 232)
  assert.deepEqual(then.filter((n) => n !== 'Bob'), all)

  // A search finds those who were not read yet, too.
  await about(bob, 'About this group')
  const some = all.at(-1)
  await info(bob).getByRole('textbox', { name: 'Search' }).fill(some)
  const found = info(bob).getByRole('list', { name: 'Members' }).getByRole('listitem')
  await found.filter({ hasNotText: some }).first().waitFor({ state: 'detached' })
  assert.equal(await found.count(), 1)
  await bob.screen('phone-members-search')
})
