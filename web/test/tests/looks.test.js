import { story } from '../harness/story.js'

const lines = [
  'Did you see the swallows? They are back under the bridge.',
  'Since yesterday evening. I counted eleven nests.',
  'Eleven! Last year there were six.',
  'Shall we go on Sunday? We could take the early train and walk along the canal as far as the lock, and come back by the orchard.',
  'Yes. I bring the map.',
  'And I bring bread, cheese, and the good thermos 🙂',
]

const looks = [
  ['phone', { phoneSized: true }],
  ['phone-dark', { phoneSized: true, dark: true }],
  ['desktop-dark', { dark: true }],
  ['french', { locale: 'fr-FR' }],
]

/** The same conversation on every kind of screen. */
for (const [look, options] of looks) {
  story(`a conversation: ${look}`, async ({ person, arrive }) => {
    const bob = await person('Bob')
    const alice = await arrive('Alice', { locale: 'en-GB', ...options })
    await alice.screen(`${look}-signin`)
    await alice.signIn()
    await alice.screen(`${look}-empty`)
    await alice.find(bob)
    await alice.write(lines[0])
    await bob.open(alice)
    for (const [i, text] of lines.entries()) {
      if (i > 0) await (i % 2 ? bob : alice).write(text)
      await alice.wantMessage(text)
      await bob.wantMessage(text)
    }
    await alice.wantMessage(lines[4], 'read')
    await alice.screen(`${look}-chat`)
    if (options.phoneSized) {
      await alice.button('Back').click()
      await alice.chats.waitFor()
    }
    await alice.screen(`${look}-list`)
    if (look === 'french') await alice.page.getByText('Aujourd’hui').or(alice.page.getByText('Aujourd\'hui')).first().waitFor()
  })
}

story('from right to left', async ({ arrive, person }) => {
  const bob = await person('Bob')
  const alice = await arrive('Alice')
  await alice.signIn()
  await alice.find(bob)
  await alice.write(lines[0])
  await alice.write('مرحبا، كيف حالك اليوم؟')
  await alice.wantMessage('مرحبا', 'sent|read')
  const arabic = await arrive('Alice', { phone: alice.phone, locale: 'ar-EG' })
  await arabic.page.locator('html[dir=rtl]').waitFor()
  await arabic.screen('arabic-signin')
  await arabic.page.getByRole('textbox').first().fill(alice.phone)
  await arabic.page.keyboard.press('Enter')
  await arabic.page.locator('input[name=code]').pressSequentially('12345')
  await arabic.page.getByText('Bob').first().waitFor()
  await arabic.screen('arabic-list')
  await arabic.page.getByText('Bob').first().click()
  await arabic.page.getByText('مرحبا').last().waitFor()
  await arabic.screen('arabic-chat')
})
