import assert from 'node:assert/strict'
import { story } from '../harness/story.js'

story('a wrong code is said in a sentence, and the right one still works', async ({ arrive }) => {
  const alice = await arrive('Alice')
  await alice.field('Phone number').fill('nonsense')
  await alice.button('Next').click()
  await alice.page.getByText('not a phone number').waitFor()
  await alice.field('Phone number').fill(alice.phone)
  await alice.button('Next').click()
  await alice.field('Code').pressSequentially('54321')
  await alice.page.getByText('This is not the code').waitFor()
  await alice.screen('desktop-wrong-code')
  await alice.field('Code').fill('')
  await alice.field('Code').pressSequentially('12345')
  await alice.field('First name').fill('Alice')
  await alice.screen('desktop-name')
  await alice.button('Next').click()
  await alice.button('New chat').waitFor()
  // A reload comes back to the same place, and so does another tab.
  await alice.page.reload()
  await alice.button('New chat').waitFor()
  const other = await alice.newTab()
  await alice.button('New chat', other).waitFor()
})

story('as an operator runs it, the code comes from the operator', async ({ server, arrive }) => {
  const alice = await arrive('Alice', { phone: '+447900123456' })
  await alice.signIn({
    code: () => {
      const said = server.run('codes')
      const code = /\b\d{5,6}\b/.exec(said.replace(/\+?447900123456/g, ''))
      assert.ok(code, said)
      return code[0]
    },
  })
}, { args: [] })

story('without TLS at a name, the page says what to do', async ({ server, arrive }) => {
  const alice = await arrive('Alice')
  alice.alias = 'chat.example.org'
  await alice.page.goto(server.url.replace('127.0.0.1', 'chat.example.org'))
  await alice.page.getByText('not secure').first().waitFor()
  await alice.page.getByText('docs/domain.md').waitFor()
  await alice.screen('desktop-insecure')
})
