import { story } from '../harness/story.js'

/** Gives somebody a username, by the settings. */
async function named(p, name) {
  await p.button('Menu').click()
  await p.page.getByRole('menuitem', { name: 'Settings' }).click()
  await p.button('Profile').click()
  await p.field('Username').fill(name)
  await p.page.getByText('This name is free.').waitFor()
  await p.page.getByRole('button', { name: 'Save' }).nth(1).click()
  await p.page.getByText('Saved.').last().waitFor()
}

story('a link to somebody opens their chat, also for whoever has to sign in first', async ({ server, person, arrive }) => {
  const bob = await person('Bob')
  await named(bob, 'bob_maps')
  await bob.button('Back').click()
  await bob.button('Back').click()
  const alice = await arrive('Alice', { path: '/bob_maps' })
  await alice.page.getByRole('heading', { name: '@bob_maps' }).waitFor()
  await alice.screen('desktop-landing')
  await alice.page.getByRole('link', { name: 'Open the conversation' }).click()
  await alice.field('Phone number').waitFor()
  await alice.page.reload() // which does not lose where the link led
  await alice.signIn()
  await alice.page.getByRole('heading', { name: 'Bob' }).waitFor()
  await alice.write('found you by your link')
  await bob.chat('Alice').getByText('found you by your link').waitFor()
  // Signed in already, in another tab; and Back does not lead into the link again.
  const tab = await alice.newTab('/#name=bob_maps')
  await alice.message('found you by your link', undefined, tab).waitFor()
  // A link to nobody says so.
  await alice.page.goto(`${server.url}/#name=nobody_here`)
  await alice.page.getByRole('dialog', { name: 'Nobody here is called @nobody_here' }).waitFor()
  await alice.screen('desktop-link-nobody')
  await alice.button('Done').click()
  await alice.page.getByRole('dialog').waitFor({ state: 'detached' })
})
