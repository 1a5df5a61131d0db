import assert from 'node:assert/strict'
import { photo } from '../harness/files.js'
import { story } from '../harness/story.js'

const dialog = (p) => p.page.getByRole('dialog')

/** Opens the menu of a message and chooses from it. */
async function choose(p, text, item) {
  await p.message(text).last().click({ button: 'right' })
  await p.page.getByRole('menuitem', { name: item, exact: typeof item === 'string' }).click()
}

/** What somebody sees under a message of a reaction, by how many there are. */
const reaction = (p, text, name) => p.message(text).getByRole('button', { name })

/** Makes a group of people who were found before. */
async function makeGroup(p, name, others) {
  await p.button('New chat').click()
  await p.button('New group').click()
  for (const o of others) await p.page.getByRole('checkbox', { name: o.name }).click()
  await p.button('Go on').click()
  await p.field('Name of the group').fill(name)
  await p.button('Create').click()
  await p.page.getByRole('heading', { name, exact: true }).waitFor()
}

/** Makes a channel; without a public name it is private. */
async function makeChannel(p, name, username) {
  await p.button('New chat').click()
  await p.button('New channel').click()
  await p.field('Name of the channel').fill(name)
  if (username) {
    await p.page.getByRole('radio', { name: /^Public/ }).click()
    await p.field('Public name').fill(username)
  }
  await p.button('Create').click()
  await p.page.getByRole('heading', { name, exact: true }).waitFor()
}

const said = (p, text) => p.page.getByRole('article', { name: text, exact: true }).first().waitFor()

story('a group is made, its members talk, and one goes', async ({ person }) => {
  const alice = await person('Alice')
  const bob = await person('Bob', { phoneSized: true })
  const carol = await person('Carol')
  for (const p of [bob, carol]) {
    await alice.find(p)
    await alice.write(`hello ${p.name}`)
    await alice.wantMessage(`hello ${p.name}`, 'sent|read')
  }
  await alice.button('New chat').click()
  await alice.screen('desktop-newchat-kinds')
  await alice.button('New group').click()
  await alice.page.getByRole('checkbox', { name: 'Bob' }).click()
  await alice.page.getByRole('checkbox', { name: 'Carol' }).click()
  await alice.screen('desktop-group-people')
  await alice.button('Go on').click()
  await alice.button('Create').click()
  await alice.page.getByRole('alert').filter({ hasText: 'Give it a name' }).waitFor()
  await alice.field('Name of the group').fill('Garden')
  await alice.screen('desktop-group-name')
  await alice.button('Create').click()
  await said(alice, 'You created the group “Garden”')
  await alice.page.getByText('3 members').first().waitFor()

  await bob.chat('Garden').click()
  await said(bob, 'Alice created the group “Garden”')
  await alice.write('Who waters the tomatoes?')
  await alice.wantMessage('Who waters the tomatoes?', 'sent|read')
  await bob.message('Alice, Who waters the tomatoes?').waitFor()
  // Who types is named.
  await bob.field('Message').pressSequentially('I ')
  await alice.page.getByText('Bob is typing…').first().waitFor()
  await bob.write('I do, on Mondays')
  await alice.message('Bob, I do, on Mondays').waitFor()
  await carol.chat('Garden').getByText('Bob: I do, on Mondays').waitFor()
  await carol.open('Garden')
  await carol.write('And I on Fridays')
  await carol.write('if it is dry')
  await alice.message('Carol, if it is dry').waitFor()
  await bob.message('Carol, if it is dry').waitFor()
  await alice.screen('desktop-group')
  await bob.screen('phone-group')

  // A reaction is seen by everybody at once; another one like it counts with it, and what is taken back goes.
  await bob.message('Who waters the tomatoes?').click({ button: 'right' })
  await bob.page.getByRole('menuitem', { name: /^React with 👍/ }).waitFor()
  await bob.screen('phone-reactions-menu')
  await bob.page.getByRole('menuitem', { name: /^React with 👍/ }).click()
  await reaction(alice, 'Who waters the tomatoes?', /^👍\S* 1$/).waitFor()
  await reaction(carol, 'Who waters the tomatoes?', /^👍\S* 1$/).click()
  for (const p of [bob, carol]) await reaction(p, 'Who waters the tomatoes?', /^👍\S* 2, one is yours$/).waitFor()
  await choose(alice, 'Who waters the tomatoes?', 'More reactions')
  await dialog(alice).getByRole('button', { name: /^React with 🎉/ }).waitFor()
  await alice.screen('desktop-reactions-choose')
  await dialog(alice).getByRole('button', { name: /^React with 🎉/ }).click()
  await reaction(bob, 'Who waters the tomatoes?', /^🎉\S* 1$/).waitFor()
  await alice.screen('desktop-reactions')
  await bob.screen('phone-reactions')
  await choose(alice, 'Who waters the tomatoes?', 'Who reacted')
  await dialog(alice).getByRole('listitem').filter({ hasText: 'Carol' }).waitFor()
  assert.equal(await dialog(alice).getByRole('listitem').count(), 3)
  await alice.screen('desktop-reactions-who')
  await dialog(alice).getByRole('button', { name: 'Close' }).click()
  await reaction(carol, 'Who waters the tomatoes?', /^👍/).click()
  await reaction(alice, 'Who waters the tomatoes?', /^👍\S* 1$/).waitFor()
  await carol.page.reload() // and so it is on the server
  await reaction(carol, 'Who waters the tomatoes?', /^👍\S* 1$/).waitFor()

  // Its creator says what may be reacted with.
  await alice.page.locator('.conversation-name').click()
  const info = alice.page.getByRole('complementary')
  await info.getByRole('button', { name: 'Reactions' }).click()
  await info.getByRole('radio', { name: 'Only some' }).click()
  await info.getByRole('button', { name: /^👎/, pressed: true }).click()
  await info.getByRole('button', { name: /^👎/, pressed: false }).waitFor()
  await alice.screen('desktop-reactions-allowed')
  await info.getByRole('button', { name: 'Back' }).click()
  await info.getByRole('button', { name: 'Close' }).first().click()
  await bob.message('Carol, if it is dry').click({ button: 'right' })
  await bob.page.getByRole('menuitem', { name: /^React with ❤/ }).waitFor()
  assert.equal(await bob.page.getByRole('menuitem', { name: /^React with/ }).count(), 5)
  assert.equal(await bob.page.getByRole('menuitem', { name: /^React with 👎/ }).count(), 0)
  await bob.page.keyboard.press('Escape')

  // An answer to somebody mentions them, and is counted until they look.
  await alice.open('Bob')
  await choose(carol, 'Who waters the tomatoes?', 'Reply')
  await carol.write('You, on Sundays')
  await alice.chat('Garden').getByRole('img', { name: '1 mention' }).waitFor()
  await alice.screen('desktop-group-mention')
  await alice.open('Garden')
  await alice.message('You, on Sundays').waitFor()
  await alice.chat('Garden').getByRole('img', { name: '1 mention' }).waitFor({ state: 'detached' })

  await choose(carol, 'And I on Fridays', 'Pin')
  await dialog(carol).getByRole('button', { name: 'Pin' }).click()
  await said(alice, 'Carol pinned a message')
  await alice.page.getByText('Pinned message').first().waitFor()

  await carol.button('More').click()
  await carol.page.getByRole('menuitem', { name: 'About this group' }).waitFor()
  await carol.page.keyboard.press('Escape')
  await carol.chat('Garden').click({ button: 'right' })
  await carol.page.getByRole('menuitem', { name: 'Leave group' }).click()
  await carol.screen('desktop-group-leave')
  await dialog(carol).getByRole('button', { name: 'Leave group' }).click()
  await carol.chat('Garden').waitFor({ state: 'detached' })
  await said(alice, 'Carol left')
  await alice.page.getByText('2 members').first().waitFor()

  // Its creator ends it for everybody.
  await alice.chat('Garden').click({ button: 'right' })
  await alice.page.getByRole('menuitem', { name: 'Leave group' }).click()
  await dialog(alice).getByText('Delete it for everybody').click()
  await alice.screen('desktop-group-delete')
  await dialog(alice).getByRole('button', { name: 'Delete for everybody' }).click()
  await alice.chat('Garden').waitFor({ state: 'detached' })
})

story('a public channel is found, read before joining, and followed', async ({ server, person }) => {
  const alice = await person('Alice')
  const bob = await person('Bob', { phoneSized: true })
  const wire = await server.anotherWire()
  const carol = await person('Carol', { wire })
  await makeChannel(alice, 'Daily News', 'daily_news')
  await said(alice, 'The channel “Daily News” was created')
  await alice.write('The first edition')
  await alice.message('Daily News, The first edition').waitFor()
  await alice.screen('desktop-channel-own')

  for (const p of [bob, carol]) {
    await p.field('Search').fill('daily')
    await p.page.getByRole('list', { name: 'People and chats' }).getByRole('listitem').filter({ hasText: 'Daily News' }).click()
    await p.message('Daily News, The first edition').waitFor()
    await p.button('Subscribe').waitFor()
  }
  await bob.screen('phone-channel-visitor')
  // Visitors hear of what happens as long as they look.
  await alice.write('The second edition')
  await bob.message('The second edition').waitFor()
  for (const p of [bob, carol]) {
    await p.button('Subscribe').click()
    await p.button('Mute').waitFor()
    assert.equal(await p.field('Message').count(), 0)
  }
  // Who reacts in a channel nobody learns; how many do, and with what, everybody.
  await choose(bob, 'The second edition', /^React with 🔥/)
  await reaction(carol, 'The second edition', /^🔥\S* 1$/).click()
  for (const p of [bob, carol]) await reaction(p, 'The second edition', /^🔥\S* 2, one is yours$/).waitFor()
  await reaction(alice, 'The second edition', /^🔥\S* 2$/).waitFor()
  await alice.message('The second edition').click({ button: 'right' })
  await alice.page.getByRole('menuitem', { name: 'Copy' }).waitFor()
  assert.equal(await alice.page.getByRole('menuitem', { name: 'Who reacted' }).count(), 0)
  await alice.page.keyboard.press('Escape')

  await alice.page.locator('.conversation-name').click() // the page of a channel says how many there are now
  await alice.page.getByText('3 subscribers').first().waitFor()
  await alice.screen('desktop-channel-info')
  // Both have looked; how often is asked when one looks again.
  await alice.page.reload()
  await alice.message('The second edition').getByRole('img', { name: /^seen [2-9] times/ }).waitFor()

  // Who was away has missed nothing.
  carol.cutOff = true
  wire.cut()
  await carol.page.getByText(/offline|Connecting/).first().waitFor()
  for (let n = 3; n < 8; n++) await alice.write(`Edition number ${n}`)
  await bob.message('Edition number 7').waitFor()
  wire.mend()
  await carol.message('Edition number 7').waitFor()
  for (let n = 3; n < 8; n++) assert.equal(await carol.message(`Edition number ${n}`).count(), 1)
  await carol.screen('desktop-channel')
  await bob.button('Mute').click()
  await bob.button('Unmute').waitFor()
  await bob.screen('phone-channel')

  // What is wrong with a post its readers tell the operator, and go.
  await bob.page.getByRole('article', { name: /Edition number 7/ }).click({ button: 'right' })
  await bob.page.getByRole('menuitem', { name: 'Report' }).click()
  await dialog(bob).getByRole('button', { name: 'Spam or fraud' }).waitFor()
  await bob.screen('phone-report')
  await dialog(bob).getByRole('button', { name: 'Something else' }).click()
  await dialog(bob).getByRole('button', { name: 'Tell the operator' }).click()
  await dialog(bob).getByRole('alert').getByText('Say what is wrong with it.').waitFor()
  await bob.field('What is wrong with it').fill('There never was a seventh edition')
  await dialog(bob).getByRole('button', { name: 'Tell the operator' }).click()
  await dialog(bob).getByText('Thank you.').waitFor()
  await dialog(bob).getByRole('button', { name: 'Done' }).click()
  await carol.field('Search').fill('')
  await carol.chat('Daily News').click({ button: 'right' })
  await carol.page.getByRole('menuitem', { name: 'Report' }).click()
  await dialog(carol).getByRole('button', { name: 'Spam or fraud' }).click()
  await carol.screen('desktop-report-words')
  await dialog(carol).getByRole('button', { name: 'Tell the operator' }).click()
  await dialog(carol).getByText('Thank you.').waitFor()
  await carol.screen('desktop-report-done')
  await dialog(carol).getByRole('button', { name: 'Leave' }).click()
  await dialog(carol).getByRole('button', { name: 'Leave channel' }).click()
  await carol.chat('Daily News').waitFor({ state: 'detached' })
  const told = server.run('report', 'list')
  assert.match(told, /other {2}"Bob" reports "Daily News", message \d+\n {4}they write: There never was a seventh edition\n {4}it says: Edition number 7\n/)
  assert.match(told, /spam {2}"Carol" reports "Daily News"\n/)

  const number = /(\d+) {2}.* other {2}"Bob"/.exec(told)[1]
  assert.match(server.run('report', 'show', number), /when it was reported it said:\n {4}Edition number 7\nit still says so\n/)

  // The operator closes it, and everybody reads why.
  server.run('channel', 'close', 'daily_news', 'a test of closing')
  await bob.page.getByText('This was closed by the operator of the server: a test of closing').waitFor()
  await bob.screen('phone-channel-closed')
})

story('a group in Arabic on a dark phone', async ({ person }) => {
  const alice = await person('Alice', { dark: true })
  const bob = await person('Bob', { locale: 'ar-EG', phoneSized: true, dark: true })
  await alice.find(bob)
  await alice.write('hello')
  await alice.wantMessage('hello', 'sent|read')
  await makeGroup(alice, 'Garden', [bob])
  await alice.write('Who waters the tomatoes?')
  await bob.chat('Garden').click()
  await said(bob, 'أنشأ Alice المجموعة «Garden»')
  await bob.write('أنا، يوم الاثنين')
  await alice.message('Bob, أنا، يوم الاثنين').waitFor()
  // A picture of the group is on everybody's screen.
  await alice.page.locator('.conversation-name').click()
  await alice.page.getByRole('complementary').getByRole('button', { name: 'Edit', exact: true }).click()
  const chooser = alice.page.waitForEvent('filechooser')
  await alice.page.getByRole('complementary').getByRole('button', { name: 'Choose a picture' }).click()
  await (await chooser).setFiles([await photo(alice, { hue: 90, word: 'Garden' })])
  await dialog(alice).getByRole('button', { name: 'Use this photo' }).click()
  await said(alice, 'You changed the photo')
  await said(bob, 'غيّر Alice الصورة')
  await bob.page.locator('.conversation-head .avatar img').waitFor({ state: 'attached' })
  await alice.screen('desktop-dark-group')
  await bob.screen('arabic-group')
  await bob.page.locator('.conversation-name').click()
  await bob.page.getByRole('heading', { name: 'عن المجموعة' }).waitFor()
  await bob.page.getByRole('list', { name: 'الأعضاء' }).getByRole('listitem').nth(1).waitFor()
  await bob.screen('arabic-group-info')
})
