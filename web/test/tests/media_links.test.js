import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { story } from '../harness/story.js'

// The server may look at sites on this machine, which is off by default.
const config = join(mkdtempSync(join(tmpdir(), 'chappe-config-')), 'chappe.toml')
writeFileSync(config, 'link_pages = true\nlink_pages_inside = ["127.0.0.0/8"]\n')

/** A site with one page, and how often it was asked. */
async function site(t) {
  let asked = 0
  const s = http.createServer((_, res) => {
    asked++
    res.setHeader('Content-Type', 'text/html; charset=utf-8')
    res.end('<title>x</title><meta property="og:site_name" content="The Gazette"><meta property="og:title" content="Towers across France"><meta property="og:description" content="How a message went from Paris to Lille in nine minutes.">')
  })
  await new Promise((ready) => s.listen(0, '127.0.0.1', ready))
  t.after(() => s.close())
  return { url: `http://127.0.0.1:${s.address().port}/towers`, asked: () => asked }
}

story('what a link leads to is shown before sending, and can be left out', async ({ person, t }) => {
  const { url, asked } = await site(t)
  const alice = await person('Alice')
  const bob = await person('Bob', { phoneSized: true })
  await alice.find(bob)
  await alice.field('Message').fill(`read this ${url}`)
  const preview = alice.page.getByRole('group', { name: 'Preview of the link' })
  await preview.getByText('Towers across France').waitFor()
  await alice.screen('desktop-link-preview')
  await alice.button('Send').click()
  await bob.open(alice)
  await bob.message('read this').getByText('Towers across France').waitFor()
  await alice.message('read this').getByText('Towers across France').waitFor()
  await bob.screen('phone-link')
  await alice.screen('desktop-link')

  await alice.field('Message').fill(`without it ${url}`)
  await preview.getByRole('button', { name: 'Send without preview' }).click()
  await preview.waitFor({ state: 'detached' })
  await alice.button('Send').click()
  await alice.wantMessage('without it', 'sent|read')
  await bob.wantMessage('without it')
  assert.equal(await bob.message('without it').getByText('Towers across France').count(), 0)
  assert.equal(asked(), 1)
}, { args: ['--dev', '--config', config] })
