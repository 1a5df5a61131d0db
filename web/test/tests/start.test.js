import assert from 'node:assert/strict'
import { story } from '../harness/story.js'

story('two people sign up and chat both ways', async ({ arrive, person }) => {
  const alice = await arrive('Alice')
  await alice.field('Phone number').waitFor()
  await alice.screen('desktop-signin')
  await alice.signIn()
  await alice.screen('desktop-empty')
  const bob = await person('Bob')
  await alice.find(bob)
  await alice.screen('desktop-first-chat')
  await alice.write('Hello Bob, shall we try this?')
  await alice.wantMessage('Hello Bob', 'sent|read')
  await bob.open(alice)
  await bob.wantMessage('Hello Bob')
  await alice.wantMessage('Hello Bob', 'read')
  await bob.write('It works!\nTwo lines.')
  await alice.wantMessage('It works!')
  await bob.wantMessage('It works!', 'read')
  await alice.screen('desktop-chat')
  await bob.wantOnce('Hello Bob')
  assert.match(await bob.message('Hello Bob').first().getAttribute('aria-label'), /^Alice, /)
})
