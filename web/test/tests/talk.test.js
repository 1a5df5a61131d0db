import assert from 'node:assert/strict'
import { story } from '../harness/story.js'

/** Opens the menu of a message and chooses from it. */
async function choose(p, text, item) {
  await p.message(text).last().click({ button: 'right' })
  await p.page.getByRole('menuitem', { name: item, exact: true }).click()
}

story('reply, edit, delete, pin, forward', async ({ person }) => {
  const alice = await person('Alice')
  const bob = await person('Bob')
  await alice.find(bob)
  await alice.write('Where shall we meet?')
  await alice.wantMessage('Where shall we meet?', 'sent|read')
  await bob.open(alice)
  await choose(bob, 'Where shall we meet?', 'Reply')
  await bob.write('At the station')
  await alice.message('At the station').waitFor()
  await alice.message('At the station').getByText('Where shall we meet?').waitFor()

  // Arrow up edits what one wrote last.
  await alice.write('At fvie?')
  await alice.wantMessage('At fvie?', 'sent|read')
  await alice.field('Message').press('ArrowUp')
  await alice.page.getByText('Edit message').waitFor()
  await alice.screen('desktop-edit')
  await alice.field('Message').fill('At five?')
  await alice.field('Message').press('Enter')
  await bob.wantMessage('At five?')
  assert.equal(await bob.message('At fvie?').count(), 0)

  await choose(bob, 'At five?', 'Pin')
  await bob.page.getByRole('dialog').getByRole('button', { name: 'Pin' }).click()
  await alice.page.getByText('Pinned message').first().waitFor()
  await alice.page.getByText('Bob pinned a message').first().waitFor()
  await bob.page.getByText('You pinned a message').first().waitFor()
  await alice.screen('desktop-pinned')

  await alice.write('a slip')
  await bob.wantMessage('a slip')
  await choose(alice, 'a slip', 'Delete')
  await alice.screen('desktop-delete')
  await alice.page.getByRole('dialog').getByText('Also delete for').click()
  await alice.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await bob.message('a slip').waitFor({ state: 'detached' })
  await alice.message('a slip').waitFor({ state: 'detached' })

  await choose(bob, 'Where shall we meet?', 'Forward')
  await bob.screen('desktop-forward')
  await bob.page.getByRole('dialog').getByText('Saved messages').click()
  await bob.page.getByRole('dialog').getByRole('button', { name: 'Forward' }).click()
  await bob.page.getByText('Forwarded from Alice').waitFor()
})

story('search, drafts, archive, mute', async ({ person }) => {
  const alice = await person('Alice')
  const bob = await person('Bob')
  await alice.find(bob)
  await alice.write('the heron stands in the reeds')
  await alice.wantMessage('the heron', 'sent|read')
  await alice.field('Search').fill('heron')
  await alice.page.getByRole('list', { name: 'Messages' }).getByRole('listitem').filter({ hasText: 'heron' }).waitFor()
  await alice.screen('desktop-search')
  await alice.field('Search').press('Escape')
  await alice.field('Message').fill('not finished')
  // A draft is on every device of the person.
  const tab = await person('Alice', { phone: alice.phone })
  await tab.chat('Bob').getByText('not finished').waitFor()
  await alice.chat('Bob').click({ button: 'right' })
  await alice.screen('desktop-chat-menu')
  await alice.page.getByRole('menuitem', { name: 'Archive' }).click()
  await alice.chat('Bob').waitFor({ state: 'detached' })
  await tab.chat('Bob').waitFor({ state: 'detached' })
})

story('keys alone', async ({ person }) => {
  const alice = await person('Alice')
  const bob = await person('Bob')
  const carol = await person('Carol')
  for (const p of [bob, carol]) {
    await p.find(alice)
    await p.write(`I am ${p.name}`)
    await p.wantMessage('I am', 'sent|read')
  }
  await alice.chat('Carol').waitFor()
  await alice.chat('Bob').waitFor()
  await alice.page.keyboard.press('Alt+ArrowDown')
  await alice.message('I am Carol').waitFor()
  await alice.page.keyboard.press('Alt+ArrowDown')
  await alice.message('I am Bob').waitFor()
  await alice.page.keyboard.type('typed without a mouse')
  await alice.page.keyboard.press('Shift+Enter')
  await alice.page.keyboard.type('on two lines')
  await alice.page.keyboard.press('Enter')
  await bob.wantMessage('on two lines')
  await alice.page.keyboard.press('Control+k')
  await alice.page.keyboard.type('Carol')
  await alice.page.getByRole('list').getByRole('listitem').filter({ hasText: 'Carol' }).first().waitFor()
  await alice.page.keyboard.press('Escape')
})
