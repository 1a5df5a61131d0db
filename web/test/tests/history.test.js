import assert from 'node:assert/strict'
import { story } from '../harness/story.js'

/** Opens the menu of a message and chooses from it. */
async function choose(p, text, item) {
  await p.message(text).last().click({ button: 'right' })
  await p.page.getByRole('menuitem', { name: item, exact: true }).click()
}

const dialog = (p) => p.page.getByRole('dialog')

const inView = (locator) => locator.evaluate((e) => {
  const r = e.getBoundingClientRect()
  const log = e.closest('[role=log]').getBoundingClientRect()
  return r.top >= log.top - 1 && r.bottom <= log.bottom + 1
})

story('a conversation opens at the first unread message, and leads to the newest', async ({ person }) => {
  const bob = await person('Bob')
  const alice = await person('Alice')
  await alice.find(bob)
  await alice.write('tell me everything')
  await alice.wantMessage('tell me everything', 'sent|read')
  await alice.page.keyboard.press('Escape')
  await bob.open(alice)
  for (let i = 1; i <= 40; i++) await bob.write(`chapter ${i}: it goes on and on, so that few of them fit on one screen`)
  await bob.wantMessage('chapter 40:', 'sent')
  await alice.chat('Bob').getByText('40', { exact: true }).waitFor()
  assert.match(await alice.page.title(), /^\(40\)/)
  await alice.screen('desktop-unread-list')
  await alice.open(bob)
  await alice.page.getByText('Unread messages', { exact: true }).waitFor()
  await alice.message('chapter 1:').waitFor()
  assert.ok(await inView(alice.message('chapter 1:').first()), 'the first unread message is not in sight')
  await alice.screen('desktop-unread')
  const toEnd = alice.page.getByRole('button', { name: 'To the newest message' })
  await toEnd.getByText(/^\d+$/).waitFor() // how many are left
  await toEnd.click()
  await alice.message('chapter 40:').waitFor()
  await toEnd.waitFor({ state: 'detached' })
  await bob.wantMessage('chapter 40:', 'read')
  await alice.page.waitForFunction(() => !document.title.startsWith('('))
})

story('in a long past: older messages come without a jump, a quote and a search lead into it', async ({ person, reader }) => {
  const alice = await person('Reader', { phone: reader })
  // That is what the person is called with whom the long past is.
  await alice.chats.getByRole('link').filter({ has: alice.page.getByText('Bench', { exact: true }) }).click()
  const toEnd = alice.page.getByRole('button', { name: 'To the newest message' })
  await alice.log.getByRole('article').first().waitFor()
  await toEnd.click()
  await toEnd.waitFor({ state: 'detached' })
  await alice.screen('desktop-long-past')
  // Scrolling back: what is in sight stays where it is when older ones come in above it.
  const box = await alice.log.boundingBox()
  await alice.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  const first = () => alice.log.getByRole('article').first().getAttribute('data-id').then(Number)
  let oldest = await first()
  for (let i = 0; i < 60 && oldest > 0; i++) {
    await alice.page.mouse.wheel(0, -600)
    await alice.page.waitForTimeout(60)
    oldest = Math.min(oldest, await first())
  }
  await alice.page.waitForTimeout(1000)
  const jump = await alice.page.evaluate(async () => {
    const log = document.querySelector('[role=log]')
    const middle = () => [...log.querySelectorAll('article')].find((a) => a.getBoundingClientRect().top > log.getBoundingClientRect().top + 100)
    const at = middle()
    const id = at.dataset.id
    const before = at.getBoundingClientRect().top
    log.scrollTop -= 1 // which makes the list look whether it needs more
    let worst = 0
    for (let i = 0; i < 60; i++) {
      await new Promise((next) => requestAnimationFrame(next))
      const now = log.querySelector(`article[data-id="${id}"]`)?.getBoundingClientRect().top
      if (now !== undefined) worst = Math.max(worst, Math.abs(now - before))
    }
    return worst
  })
  assert.ok(jump < 30, `what was in sight moved by ${jump} px`)
  // A search in the chat goes from the newest back.
  await alice.button('Search in this chat').click()
  await alice.page.getByRole('textbox', { name: 'Search' }).last().fill('zanzibar')
  await alice.page.getByRole('status').filter({ hasText: '1 of 1' }).waitFor()
  await alice.message('zanzibar').first().waitFor()
  assert.ok(await inView(alice.message('zanzibar').first()))
  await alice.screen('desktop-search-in-chat')
  // An answer to it leads back to it from the end.
  await choose(alice, 'zanzibar', 'Reply')
  await alice.write('I remember that')
  await alice.message('I remember that').waitFor()
  await alice.page.locator('article.flash').waitFor({ state: 'detached' })
  await alice.message('I remember that').getByRole('link', { name: /zanzibar/ }).click()
  await alice.page.locator('article.flash').filter({ hasText: 'zanzibar' }).waitFor()
  assert.ok(await inView(alice.message('zanzibar').first()))
  // To a day: today's first message is the first of all.
  await alice.button('Close').first().click().catch(() => {})
  if (!(await alice.button('Go to a day').isVisible())) await alice.button('Search in this chat').click()
  const today = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10)
  await alice.page.locator('input[type=date]').fill(today)
  await alice.page.locator('article[data-id]').first().waitFor()
  await alice.page.waitForFunction(() => [...document.querySelectorAll('article[data-id]')].some((a) => Number(a.dataset.id) < 200))
}, { past: 2000 })

story('messages are sent later, without a sound, and kept for oneself', async ({ person }) => {
  const bob = await person('Bob')
  const alice = await person('Alice')
  await alice.find(bob)
  await alice.field('Message').fill('happy new year')
  await alice.button('Without sound, or later').click()
  await alice.screen('desktop-send-more')
  await alice.page.getByRole('menuitem', { name: 'Send later' }).click()
  await dialog(alice).getByLabel('When').fill('2020-01-01T00:00')
  await dialog(alice).getByRole('button', { name: 'Schedule' }).click()
  await alice.page.getByRole('alert').filter({ hasText: 'in the future' }).waitFor()
  const tomorrow = new Date(Date.now() + 864e5 - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
  await dialog(alice).getByLabel('When').fill(tomorrow)
  await alice.screen('desktop-send-later')
  await dialog(alice).getByRole('button', { name: 'Schedule' }).click()
  await alice.button('More').click()
  await alice.page.getByRole('menuitem', { name: 'Scheduled messages' }).click()
  const waiting = alice.page.getByRole('list', { name: 'Scheduled messages' })
  await waiting.getByText('happy new year').waitFor()
  await alice.screen('desktop-scheduled')
  assert.equal(await alice.message('happy new year').count(), 0)
  await waiting.getByRole('button', { name: 'Send now' }).click()
  await alice.wantMessage('happy new year', 'sent|read')
  await bob.open(alice)
  await bob.wantOnce('happy new year')
  await alice.page.getByText('Nothing is scheduled in this chat.').waitFor()
  await alice.button('Close').first().click()
  await alice.field('Message').fill('hush')
  await alice.button('Without sound, or later').click()
  await alice.page.getByRole('menuitem', { name: 'Send without sound' }).click()
  await bob.wantMessage('hush')
  // Saved messages: a chat with oneself.
  await alice.button('Menu').click()
  await alice.page.getByRole('menuitem', { name: 'Saved messages' }).click()
  await alice.page.getByText('Only you see them').waitFor()
  await alice.write('the gate code is 4711')
  await alice.wantMessage('the gate code', 'read')
  await choose(alice, 'the gate code', 'Pin')
  await dialog(alice).getByRole('button', { name: 'Pin' }).click()
  await alice.page.getByRole('link', { name: /Pinned message.*the gate code/ }).waitFor()
  await alice.screen('desktop-saved')
})
