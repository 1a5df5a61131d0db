import assert from 'node:assert/strict'
import { story } from '../harness/story.js'

story('a newcomer finds the way in, and is told what is wrong', async ({ arrive }) => {
  const alice = await arrive('Alice')
  const { page } = alice
  const country = page.getByRole('combobox', { name: 'Country' })
  await country.locator('option', { hasText: 'France' }).waitFor({ state: 'attached' })
  await country.selectOption({ label: 'France (+33)' })
  assert.equal(await alice.field('Phone number').inputValue(), '+33 ')
  await alice.field('Phone number').fill('12')
  await alice.button('Next').click()
  await page.getByRole('alert').filter({ hasText: 'not a phone number' }).waitFor()
  await alice.screen('desktop-signin-error')
  await alice.field('Phone number').fill(alice.phone)
  await alice.button('Next').click()
  await alice.field('Code').pressSequentially('11111')
  await page.getByRole('alert').filter({ hasText: 'not the code' }).waitFor()
  await page.getByRole('button', { name: /^Another one in/ }).waitFor()
  await alice.screen('desktop-signin-code')
  await alice.button('Another number').click()
  await alice.signIn()
})

story('a device that is signed in lets another one in', async ({ arrive, person }) => {
  const alice = await person('Alice')
  const desk = await arrive('Desk')
  await desk.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await desk.button('Sign in with another device').click()
  await desk.page.getByRole('img', { name: 'A code for another device to scan' }).waitFor()
  await desk.screen('desktop-signin-scan')
  await desk.button('Copy the code').click()
  const code = await desk.page.evaluate(() => navigator.clipboard.readText())
  assert.match(code, /^tg:\/\/login\?token=[A-Za-z0-9_-]+$/)
  await alice.page.goto(`${alice.server.url}/#link=${code.split('=')[1]}`)
  await alice.button('Sign that device in').click()
  await desk.button('New chat').waitFor()
  await alice.screen('desktop-linked')
})

story('the way in, in Arabic on a dark phone', async ({ arrive }) => {
  const alice = await arrive('Alice', { locale: 'ar', phoneSized: true, dark: true })
  await alice.field('رقم الهاتف').waitFor()
  await alice.screen('phone-arabic-dark-signin')
})
