import assert from 'node:assert/strict'
import { story } from '../harness/story.js'

/** What strangers write to see whether it runs. Each sets pwned or asks for something from elsewhere if it does. */
const corpus = [
  '<script>pwned=1</script>',
  '<img src=x onerror="pwned=1">',
  '"><svg/onload=pwned=1>',
  "' onmouseover='pwned=1' x='",
  '</textarea><script>pwned=1</script>',
  '<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>',
  '<a href="javascript:pwned=1">click</a>',
  'javascript:pwned=1',
  '{{constructor.constructor("pwned=1")()}} ${pwned=1}',
  '<style>@import "//evil.example/x.css"</style><link rel=stylesheet href=//evil.example/x.css>',
  '<base href="//evil.example/"><form action=//evil.example><button>Send</button></form>',
  '&lt;img src=x onerror=pwned=1&gt; &#x3C;script>',
  '__proto__ constructor hasOwnProperty',
  '\u202Etxet desrever\u202C and \u2066isolated',
  'a'.repeat(600),
  'ا'.repeat(60) + ' שלום ' + '🏳️‍🌈'.repeat(20),
  '\uD800 alone, \u0000 and \uFFFE',
  'data:text/html,<script>pwned=1</script>',
  'https://example.org/"onmouseover="pwned=1 http://user:pass@evil.example/ tg://x ftp://y vbscript:z',
  'Z̸̡̢̛̹͖̺̘̰̬͓̼͔̤̮̯̤͓̦͓̜͎̻͓͖̗̲͗̐̌͛̈́̎͑̉͗̍͊͐͑̓͒̑͌̓̀̀̑̏͌̚͘͜͜͝͠͠ã̶l̷g̶o̴'.repeat(4),
]

const inNames = corpus.filter((text) => !text.includes('\u0000')).map((text) => [...text].slice(0, 60).join(''))

/** Nothing of what was shown became part of the page. */
async function unharmed(p) {
  for (const page of p.context.pages()) {
    const found = await page.evaluate(() => ({
      pwned: globalThis.pwned,
      links: [...document.querySelectorAll('a[href]')].map((a) => a.protocol).filter((x) => !['https:', 'http:', 'mailto:', 'tel:'].includes(x)),
      strange: [...document.querySelectorAll('iframe, object, embed, base, form[action], [onerror], [onload], [onmouseover], script:not([src])')].map((e) => e.outerHTML),
      open: [...document.querySelectorAll('a[target]')].filter((a) => !/noopener|noreferrer/.test(a.rel)).map((a) => a.outerHTML),
      wide: document.documentElement.scrollWidth - window.innerWidth,
    }))
    assert.deepEqual(found, { pwned: undefined, links: [], strange: [], open: [], wide: found.wide })
    assert.ok(found.wide <= 0, `the page is ${found.wide} px too wide`)
  }
}

story('texts of strangers run nothing', async ({ person }) => {
  const mallory = await person('Mallory')
  const alice = await person('Alice')
  await mallory.find(alice)
  for (const text of corpus) await mallory.write(text)
  await mallory.wantMessage(corpus[0], 'sent|read')
  await alice.open(mallory)
  await alice.message('ftp://y').first().waitFor()
  await unharmed(alice)
  await unharmed(mallory)
  await alice.screen('desktop-hostile')
  // In the list, in the box, in the search, in a draft that was kept.
  for (const text of corpus.slice(0, 6)) {
    await alice.field('Search').fill(text)
    await alice.field('Message').fill(text)
    await alice.page.waitForTimeout(400)
    await unharmed(alice)
  }
  await alice.page.reload()
  await alice.field('Message').waitFor()
  await unharmed(alice)
})

story('names of strangers run nothing', async ({ person, arrive }) => {
  const alice = await arrive('Alice', { phoneSized: true })
  await alice.signIn()
  for (const name of [inNames[1], inNames[2], inNames[13], inNames[14]]) {
    const mallory = await person(name)
    await mallory.button('Menu').click()
    await mallory.page.getByRole('menuitem', { name: 'Settings' }).click()
    await mallory.button('Profile').click()
    await mallory.field('About you').fill(name)
    await mallory.button('Save').click()
    await mallory.page.getByText('Saved.').waitFor()
    await unharmed(mallory)
    await mallory.button('Back').click()
    await mallory.button('Back').click()
    await mallory.find(alice)
    await mallory.write(`I am ${name}`)
    await mallory.wantMessage('I am', 'sent|read')
    await unharmed(mallory)
    await mallory.leave()
  }
  await alice.chats.getByRole('listitem').nth(3).waitFor()
  await unharmed(alice)
  await alice.screen('phone-hostile-names')
  for (let i = 0; i < 4; i++) {
    await alice.chats.getByRole('listitem').filter({ hasText: inNames[[1, 2, 13, 14][i]].slice(0, 12).replace(/[\u202a-\u2069]/g, '') }).first().click()
    await alice.message('I am').first().waitFor()
    await unharmed(alice)
    // What they say of themselves; an answer to them, their words over the conversation, and passed on under their name.
    await alice.page.locator('.conversation-name').click()
    await alice.page.getByText('About', { exact: true }).waitFor()
    await unharmed(alice)
    await alice.button('Close').click()
    for (const [item, then] of [['Reply', 'Send'], ['Pin', 'Pin'], ['Forward', 'Forward']]) {
      await alice.message('I am').first().click({ button: 'right' })
      await alice.page.getByRole('menuitem', { name: item, exact: true }).click()
      if (item === 'Reply') await alice.field('Message').fill('Are you?')
      if (item === 'Forward') await alice.page.getByRole('dialog').getByText('Saved messages').click()
      await alice.button(then).click()
      await alice.page.getByRole('dialog').waitFor({ state: 'detached' })
      await unharmed(alice)
    }
    await alice.page.getByText('Forwarded from').first().waitFor()
    await unharmed(alice)
    await alice.page.goto(alice.url)
    await alice.chats.waitFor()
  }
})
