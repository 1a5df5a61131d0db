import assert from 'node:assert/strict'
import { story } from '../harness/story.js'

const dialog = (p) => p.page.getByRole('dialog')
const info = (p) => p.page.getByRole('complementary')
const said = (p, text) => p.page.getByRole('article', { name: text, exact: true }).first().waitFor()
const topics = (p) => p.page.getByRole('list', { name: 'Topics of this group' })
const topic = (p, name) => topics(p).getByRole('listitem').filter({ hasText: name }).first()
const menuItem = (p, name) => p.page.getByRole('menuitem', { name, exact: true })
/** The name over an open conversation. */
const over = (p, name) => p.page.locator('main').getByRole('heading', { name, exact: true }).waitFor()

async function meet(p, others) {
  for (const o of others) {
    await p.find(o)
    await p.write(`hello ${o.name}`)
    await p.wantMessage(`hello ${o.name}`, 'sent|read')
  }
}

async function makeGroup(p, name, others) {
  await p.button('New chat').click()
  await p.button('New group').click()
  for (const o of others) await p.page.getByRole('checkbox', { name: o.name }).click()
  await p.button('Go on').click()
  await p.field('Name of the group').fill(name)
  await p.button('Create').click()
  await p.page.getByRole('heading', { name, exact: true }).waitFor()
}

async function edit(p) {
  await p.page.locator('.conversation-name').first().click()
  await info(p).getByRole('button', { name: 'Edit', exact: true }).click()
}

/** Turns topics on in the group that is open. It becomes a supergroup for it. */
async function sortIntoTopics(p) {
  await edit(p)
  await info(p).getByRole('switch', { name: 'Topics' }).click()
  await topic(p, 'General').waitFor()
}

/** A forum with people in it, whom its maker met before. */
async function makeForum(p, name, others) {
  await meet(p, others)
  await makeGroup(p, name, others)
  await sortIntoTopics(p)
  await info(p).waitFor({ state: 'detached' }) // the supergroup is opened anew
}

async function makeTopic(p, name, colour) {
  await p.button('New topic').click()
  await p.field('Name of the topic').fill(name)
  if (colour) await dialog(p).getByRole('radio', { name: colour }).check()
  await dialog(p).getByRole('button', { name: 'Create topic' }).click()
  await dialog(p).waitFor({ state: 'detached' })
  await over(p, name)
}

/** Opens the menu of a topic in the list and chooses from it. */
async function choose(p, name, item) {
  await topic(p, name).click({ button: 'right' })
  await menuItem(p, item).click()
}

async function enter(p, name) {
  await topic(p, name).click()
  await over(p, name)
}

story('a group is sorted into topics: each is a conversation of its own, live in every list', async ({ person }) => {
  const alice = await person('Alice')
  const bob = await person('Bob')
  const carol = await person('Carol', { phoneSized: true })
  await makeForum(alice, 'Garden', [bob, carol])
  await alice.screen('desktop-forum-begun')

  // Bob sees the topics come as Alice makes them.
  await bob.chat('Garden').click()
  await topic(bob, 'General').waitFor()
  await makeTopic(alice, 'Tomatoes', 'Red')
  await said(alice, 'You created the topic “Tomatoes”')
  await topic(bob, 'Tomatoes').waitFor()
  await alice.write('They are ripe')
  await alice.wantMessage('They are ripe', 'sent|read')
  await topic(bob, 'Tomatoes').getByText('They are ripe').waitFor()
  await topic(bob, 'Tomatoes').getByText(/unread message/).waitFor({ state: 'attached' })

  // Only what stands in a topic is shown in it.
  await enter(alice, 'General')
  await alice.write('About the fence')
  await alice.wantMessage('About the fence', 'sent|read')
  assert.equal(await alice.message('They are ripe').count(), 0)
  await enter(bob, 'Tomatoes')
  await bob.wantMessage('They are ripe')
  assert.equal(await bob.message('About the fence').count(), 0)
  await topic(bob, 'Tomatoes').getByText(/unread message/).waitFor({ state: 'detached' })
  await bob.write('Let us make soup')
  await bob.wantMessage('Let us make soup', 'sent|read')
  await enter(alice, 'Tomatoes')
  await alice.wantMessage('Bob, Let us make soup')
  await alice.message('They are ripe', 'read').waitFor()
  assert.equal(await alice.message('About the fence').count(), 0)

  // An answer stays in the topic, and somebody who types is named in its list.
  await bob.message('They are ripe').click({ button: 'right' })
  await menuItem(bob, 'Reply').click()
  await bob.write('How many?')
  await alice.message('How many?').getByText('They are ripe').waitFor()
  await bob.field('Message').pressSequentially('a word')
  await topic(alice, 'Tomatoes').getByText('Bob is typing…').waitFor()
  await alice.page.locator('main').getByText('Bob is typing…').waitFor()
  await alice.screen('desktop-forum-topic')

  // What is begun in one topic stays there, also on another device and after a reload.
  await bob.field('Message').fill('not finished')
  await enter(bob, 'General')
  await bob.wantMessage('About the fence')
  assert.equal(await bob.field('Message').innerText(), '')
  await topic(bob, 'Tomatoes').getByText('not finished').waitFor()
  const tab = await person('Bob', { phone: bob.phone })
  await tab.chat('Garden').click()
  await topic(tab, 'Tomatoes').getByText('not finished').waitFor()
  await bob.page.reload()
  await over(bob, 'General')
  await bob.wantMessage('About the fence')
  await enter(bob, 'Tomatoes')
  await bob.page.getByText('not finished').last().waitFor()
  await bob.field('Message').fill('')

  // The list of chats names the topic beside who wrote.
  await alice.button('Back').click()
  await alice.chat('Garden').getByText(/Bob › Tomatoes: How many/).waitFor()
  await alice.screen('desktop-forum-chats')

  // On a phone the topics are a page, each with a way back.
  await carol.chat('Garden').click()
  await topic(carol, 'Tomatoes').waitFor()
  await carol.screen('phone-forum')
  await enter(carol, 'Tomatoes')
  await carol.wantMessage('How many?')
  await carol.screen('phone-forum-topic')
  await carol.page.reload()
  await over(carol, 'Tomatoes')
  await carol.wantMessage('How many?')
  await carol.button('Back', carol.page.locator('main')).click()
  await topic(carol, 'Tomatoes').waitFor()
  await carol.button('Back').click()
  await carol.chat('Garden').waitFor()
})

story('topics are named, pinned, silenced, closed and deleted', async ({ person }) => {
  const alice = await person('Alice')
  const bob = await person('Bob', { dark: true })
  await makeForum(alice, 'Workshop', [bob])
  await bob.chat('Workshop').click()
  for (const [name, colour] of [['Wood', 'Yellow'], ['Iron', 'Blue'], ['Glass', 'Green']]) {
    await makeTopic(alice, name, colour)
    await alice.write(`All about ${name.toLowerCase()}`)
    await alice.wantMessage('All about', 'sent|read')
  }
  const order = async (p, ...names) => {
    for (const [i, name] of names.entries()) await topics(p).getByRole('listitem').nth(i).filter({ hasText: name }).waitFor()
  }
  await order(bob, 'Glass', 'Iron', 'Wood')
  await choose(alice, 'Wood', 'Pin topic')
  await order(bob, 'Wood', 'Glass', 'Iron')
  await choose(alice, 'Iron', 'Pin topic')
  await order(bob, 'Iron', 'Wood', 'Glass')
  await choose(alice, 'Wood', 'Move up')
  await order(bob, 'Wood', 'Iron', 'Glass')
  await order(alice, 'Wood', 'Iron', 'Glass')
  await topic(alice, 'Iron').click({ button: 'right' })
  await alice.screen('desktop-forum-menu')
  await menuItem(alice, 'Unpin topic').click()

  await choose(alice, 'Wood', 'Rename')
  await alice.field('Name of the topic').fill('')
  await dialog(alice).getByRole('button', { name: 'Save' }).click()
  await dialog(alice).getByText('Give the topic a name.').waitFor()
  await alice.field('Name of the topic').fill('Oak')
  await dialog(alice).getByRole('button', { name: 'Save' }).click()
  await topic(bob, 'Oak').waitFor()
  await topic(bob, 'Alice renamed the topic to “Oak”').waitFor()

  // Who does not manage topics sees no way to, and does not write in a closed one.
  await enter(bob, 'Glass')
  await bob.wantMessage('All about glass')
  await topic(bob, 'Glass').click({ button: 'right' })
  await menuItem(bob, 'Mute topic').waitFor()
  for (const name of ['Pin topic', 'Rename', 'Close topic', 'Delete topic']) assert.equal(await menuItem(bob, name).count(), 0, name)
  await menuItem(bob, 'Mute topic').click()
  await topic(bob, 'Glass').getByText('Muted', { exact: true }).waitFor({ state: 'attached' })
  await choose(alice, 'Glass', 'Close topic')
  await bob.page.getByText('This topic is closed.').waitFor()
  await said(bob, 'Alice closed the topic')
  await topic(bob, 'Glass').getByText('Closed', { exact: true }).waitFor({ state: 'attached' })
  await bob.screen('desktop-forum-closed-dark')
  await enter(alice, 'Glass')
  await alice.field('Message').waitFor() // who manages topics writes there
  await choose(alice, 'Glass', 'Reopen topic')
  await bob.field('Message').waitFor()
  await said(bob, 'Alice reopened the topic')

  // A search finds topics by their names, and messages in all of them.
  await bob.field('Search').fill('iron')
  await bob.page.getByRole('list', { name: 'Topics', exact: true }).getByRole('listitem').filter({ hasText: 'Iron' }).waitFor()
  await bob.page.getByRole('list', { name: 'Messages' }).getByRole('listitem').filter({ hasText: 'All about iron' }).click()
  await over(bob, 'Iron')
  await bob.wantMessage('All about iron')
  await bob.screen('desktop-forum-search-dark')
  await bob.field('Search').fill('')

  // In a topic a search and the pins are the topic's own.
  await bob.button('Search in this chat').click()
  await bob.page.locator('main').getByRole('textbox', { name: 'Search' }).fill('about')
  await bob.page.getByText('1 of 1', { exact: true }).waitFor()
  await bob.button('Close', bob.page.locator('main')).click()
  await enter(alice, 'Iron')
  await alice.message('All about iron').click({ button: 'right' })
  await menuItem(alice, 'Pin').click()
  await dialog(alice).getByRole('button', { name: 'Pin' }).click()
  await bob.page.locator('.pin-bar').getByText('All about iron').waitFor()
  await enter(bob, 'Oak')
  await bob.wantMessage('All about wood')
  assert.equal(await bob.page.locator('.pin-bar').count(), 0)

  // The general topic can be hidden.
  await choose(alice, 'General', 'Hide topic')
  await topic(bob, 'General').waitFor({ state: 'detached' })
  await topic(alice, 'General').getByText('Hidden', { exact: true }).waitFor({ state: 'attached' })
  await choose(alice, 'General', 'Show topic')
  await topic(bob, 'General').waitFor()

  // A topic goes with what is in it, wherever it is open.
  await choose(alice, 'Oak', 'Delete topic')
  await alice.screen('desktop-forum-delete')
  await dialog(alice).getByRole('button', { name: 'Delete topic' }).click()
  await topic(alice, 'Oak').waitFor({ state: 'detached' })
  await topic(bob, 'Oak').waitFor({ state: 'detached' })
  await bob.page.getByText('Choose a topic to read it here').waitFor()
})

story('a forum read as one conversation, forwards into a topic, mentions, notifications, rights', async ({ person }) => {
  const alice = await person('Alice')
  const bob = await person('Bob')
  await makeForum(alice, 'Choir', [bob])
  await makeTopic(alice, 'Songs', 'Violet')
  await alice.write('Ave Maria')
  await alice.wantMessage('Ave Maria', 'sent|read')

  // As one conversation, each message says where it is, and an answer goes there.
  await bob.chat('Choir').click()
  await topic(bob, 'Songs').waitFor()
  await bob.button('More').click()
  await menuItem(bob, 'View as messages').click()
  await bob.wantMessage('Ave Maria')
  await bob.message('Ave Maria').getByRole('link', { name: 'Topic: Songs' }).waitFor()
  await bob.screen('desktop-forum-messages')
  await bob.message('Ave Maria').click({ button: 'right' })
  await menuItem(bob, 'Reply').click()
  await bob.write('In which key?')
  await alice.wantMessage('Bob, In which key?')
  await bob.message('In which key?').getByRole('link', { name: 'Topic: Songs' }).waitFor()
  await bob.button('More', bob.page.locator('main')).click()
  await menuItem(bob, 'View as topics').click()
  await topic(bob, 'Songs').waitFor()

  // Something from elsewhere is passed on into a topic.
  await bob.button('Back').click()
  await bob.open(alice)
  await bob.write('Bring candles')
  await bob.wantMessage('Bring candles', 'sent|read')
  await bob.message('Bring candles').click({ button: 'right' })
  await menuItem(bob, 'Forward').click()
  await dialog(bob).getByRole('button', { name: 'Choir' }).click()
  await dialog(bob).getByRole('list', { name: 'Topics of Choir' }).getByText('Songs').click()
  await bob.screen('desktop-forum-forward')
  await dialog(bob).getByRole('button', { name: 'Forward' }).click()
  await over(bob, 'Songs')
  await bob.wantMessage('Bring candles')
  await alice.wantMessage('Bring candles')

  // A mention is counted in its topic until it was looked at.
  await enter(bob, 'General')
  await alice.message('In which key?').click({ button: 'right' })
  await menuItem(alice, 'Reply').click()
  await alice.write('In F')
  await topic(bob, 'Songs').getByRole('img', { name: '1 mention' }).waitFor()
  await bob.screen('desktop-forum-mention')
  await enter(bob, 'Songs')
  await topic(bob, 'Songs').getByRole('img', { name: '1 mention' }).waitFor({ state: 'detached' })

  // Whether members make topics is a permission of theirs.
  await bob.button('New topic').waitFor()
  await alice.page.locator('.conversation-name').first().click()
  await info(alice).getByRole('button', { name: /^What members may do/ }).click()
  await info(alice).getByRole('switch', { name: 'Manage topics' }).click()
  await info(alice).getByRole('switch', { name: 'Manage topics', checked: false }).waitFor()
  await alice.screen('desktop-forum-permissions')
  await bob.button('New topic').waitFor({ state: 'detached' })
  // An admin has the right to.
  await info(alice).getByRole('button', { name: 'Back' }).click()
  await info(alice).getByRole('button', { name: /^Bob/ }).click()
  await dialog(alice).getByRole('button', { name: 'Make admin' }).click()
  await dialog(alice).getByRole('switch', { name: 'Manage topics', checked: true }).waitFor()
  await alice.screen('desktop-forum-admin')
  await dialog(alice).getByRole('button', { name: 'Save' }).click()
  await bob.button('New topic').waitFor()
  await topic(bob, 'Songs').click({ button: 'right' })
  await menuItem(bob, 'Pin topic').waitFor()
  await bob.page.keyboard.press('Escape')

  // Turned off, it is a group as others are, with all that was written.
  await info(alice).getByRole('button', { name: 'Edit', exact: true }).click()
  await info(alice).getByRole('switch', { name: 'Topics' }).click()
  await info(alice).getByRole('switch', { name: 'Topics', checked: false }).waitFor()
  await alice.wantMessage('Ave Maria')
  await bob.wantMessage('Ave Maria')
  await bob.wantMessage('Bring candles')
})

story('topics in Arabic, in the dark, on a phone', async ({ person }) => {
  const alice = await person('Alice')
  const layla = await person('Layla', { locale: 'ar', phoneSized: true, dark: true })
  await makeForum(alice, 'Bread', [layla])
  await makeTopic(alice, 'Rye', 'Pink')
  await alice.write('Three hours')
  await alice.wantMessage('Three hours', 'sent|read')
  await layla.chat('Bread').click()
  const list = layla.page.getByRole('list', { name: 'مواضيع هذه المجموعة' })
  await list.getByText('Rye').waitFor()
  await layla.screen('phone-forum-ar-dark')
  await list.getByText('Rye').click()
  await layla.wantMessage('Three hours')
  await layla.screen('phone-forum-topic-ar-dark')
})
