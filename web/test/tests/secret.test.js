import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { attach, bytes, photo, sendAttached, video } from '../harness/files.js'
import { Peer } from '../harness/peer.js'
import { patience } from '../harness/person.js'
import { story } from '../harness/story.js'

/** The secret chat with somebody, in the list. */
const line = (p, other) => p.chats.getByRole('listitem').filter({ hasText: 'Secret chat' }).filter({ hasText: other.name }).first()

/** Asks somebody for a secret chat by the menu of the chat with them. */
async function ask(p, other) {
  await p.find(other)
  await p.page.getByRole('banner').or(p.page.locator('.conversation-head')).getByRole('button', { name: 'More' }).last().click()
  await p.page.getByRole('menuitem', { name: 'New secret chat' }).click()
  await p.screen('desktop-secret-ask')
  await p.button('Ask for it').click()
  await p.page.getByText(`Waiting for ${other.name} to accept`).last().waitFor()
}

async function choose(p, menu, item) {
  await p.page.getByRole('button', { name: menu }).last().click()
  await p.page.getByRole('menuitem', { name: item, exact: true }).click()
}

const keyRow = async (p) => {
  await p.button('Compare the keys').click()
  const row = p.page.getByRole('list', { name: 'The key as a row of emoji' })
  await row.waitFor()
  await p.page.getByRole('img', { name: /The key as a picture/ }).waitFor()
  return row.getByRole('listitem').allInnerTexts()
}

const cells = (p) => p.page.locator('.key-picture rect').evaluateAll((all) => all.map((r) => r.getAttribute('fill')))

story('a secret chat is asked for, accepted, compared and written in, destroys, and stays where it is', async ({ arrive, person }) => {
  const alice = await person('Alice')
  const bob = await person('Bob', { phoneSized: true })
  const elsewhere = await arrive('Bob', { phone: bob.phone })
  await elsewhere.signIn()
  await ask(alice, bob)
  await alice.screen('desktop-secret-waiting')
  await line(bob, alice).click()
  await bob.page.getByText('Alice asks for a secret chat').last().waitFor()
  await line(elsewhere, alice).waitFor()
  await bob.screen('phone-secret-invited')
  await bob.button('Accept').click()
  await bob.field('Message').waitFor()
  await alice.field('Message').waitFor()
  await alice.page.getByText('Only you and Bob can read this.').last().waitFor()

  const [a, b] = [await keyRow(alice), await keyRow(bob)]
  assert.equal(a.length, 10)
  assert.deepEqual(a, b)
  assert.deepEqual(await cells(alice), await cells(bob))
  await alice.screen('desktop-secret-key')
  await bob.screen('phone-secret-key')
  for (const p of [alice, bob]) await p.button('Done').click()

  await alice.write('meet me under the bridge')
  await bob.wantMessage('meet me under the bridge')
  await alice.wantMessage('meet me under the bridge', 'read')
  await bob.write('at *noon*, then https://example.org/map')
  await alice.wantMessage('at')
  await alice.page.getByRole('link', { name: 'https://example.org/map', exact: true }).waitFor()
  await attach(alice, 'Photo or video', [await photo(alice, { word: 'swallows' })])
  await sendAttached(alice)
  await bob.page.getByRole('button', { name: 'Open: Photo' }).locator('img').last().waitFor()
  const map = bytes('map.bin', 700_000)
  await attach(alice, 'File', [map])
  await sendAttached(alice)
  const saved = bob.page.waitForEvent('download')
  await bob.button('Save map.bin').click()
  assert.deepEqual(readFileSync(await (await saved).path()), map.buffer)
  await alice.wantMessage('map.bin', 'sent|read')

  // His other device never had it, and what they said is in no other chat.
  await line(elsewhere, alice).waitFor({ state: 'detached' })
  await elsewhere.screen('desktop-secret-elsewhere')

  // What is read destroys itself on both sides.
  await choose(bob, 'Timer', '1 minute')
  await alice.page.getByText('Bob set the timer').last().waitFor()
  await alice.write('there for a minute')
  await bob.wantMessage('there for a minute')
  await alice.screen('desktop-secret-chat')
  await bob.screen('phone-secret-chat')
  await choose(bob, 'Timer: 1 minute', '5 seconds')
  await alice.button('Timer: 5 seconds').waitFor()
  await alice.write('this will be gone')
  await choose(alice, 'Timer: 5 seconds', 'Off')
  await bob.page.getByText('Alice turned the timer off').last().waitFor() // it came after that
  for (const p of [alice, bob]) await p.message('this will be gone').waitFor({ state: 'detached' })

  // A reload keeps the chat, and it goes on.
  await alice.page.reload()
  await alice.wantMessage('meet me under the bridge', 'read')
  await bob.write('still there?')
  await alice.wantMessage('still there?')
  const tab = await alice.newTab(`/${new URL(alice.page.url()).hash}`)
  await alice.message('still there?', undefined, tab).waitFor()
  await tab.close()

  // It is over for both when one ends it, and goes from the device that deletes it.
  await choose(alice, 'More', 'End the secret chat')
  await alice.page.getByRole('dialog').getByRole('button', { name: 'End the secret chat' }).click()
  await alice.page.getByText('You ended it.').last().waitFor()
  await bob.page.getByText('Alice ended it, or signed out.').last().waitFor()
  await bob.screen('phone-secret-over')
  await bob.button('Delete from this device').click()
  await bob.page.getByRole('dialog').getByRole('button', { name: 'Delete from this device' }).click()
  await bob.button('New chat').waitFor()
  await line(bob, alice).waitFor({ state: 'detached' })
})

story('what the browser and the Go package say to each other, both ways', async ({ server, person, t }) => {
  const alice = await person('Alice')
  const bob = await Peer.arrive(server, 'Bob', '+999668800001')
  t.after(() => bob.leave())
  // The browser asks.
  await ask(alice, bob)
  await bob.want('asked')
  bob.do({ do: 'accept' })
  await bob.want('established')
  await alice.field('Message').waitFor()
  const same = async () => {
    bob.do({ do: 'picture' })
    const his = await bob.want('picture')
    const row = await keyRow(alice)
    assert.deepEqual(row.map((r) => r.split('\n')[0]), his.emoji)
    const colours = ['#ffffff', '#d5e6f3', '#2d5775', '#2f99c9']
    assert.deepEqual(await cells(alice), his.cells.map((c) => colours[c]))
    await alice.button('Done').click()
    return his.emoji
  }
  const first = await same()
  await alice.write('from the browser ünï 🙂')
  assert.equal((await bob.want('text')).text, 'from the browser ünï 🙂')
  bob.do({ do: 'say', text: 'from the package' })
  await alice.wantMessage('from the package')
  // Files, either way, of more than one part.
  const map = bytes('map.bin', 600_001)
  await attach(alice, 'File', [map])
  await sendAttached(alice)
  assert.deepEqual(Buffer.from((await bob.want('file')).data, 'base64'), map.buffer)
  const note = bytes('note.txt', 530_003).buffer
  bob.do({ do: 'file', name: 'note.txt', data: note.toString('base64') })
  const saved = alice.page.waitForEvent('download')
  await alice.button('Save note.txt').click()
  assert.deepEqual(readFileSync(await (await saved).path()), note)
  // After a hundred messages the keys are others, and both see the same new picture.
  bob.do({ do: 'say', text: 'one of many', times: 105 })
  await bob.want('key', undefined, 6 * patience) // the browser stores each of them before the next
  await alice.page.getByText('The keys were renewed.').last().waitFor()
  const second = await same()
  assert.notDeepEqual(first, second)
  bob.do({ do: 'say', text: 'with the new keys' })
  await alice.wantMessage('with the new keys')
  await alice.write('and back')
  await bob.want('text', (e) => e.text === 'and back')
  // The timer, set by either.
  bob.do({ do: 'timer', seconds: 2 })
  await alice.page.getByText('Bob set the timer').last().waitFor()
  bob.do({ do: 'say', text: 'read and gone' })
  await bob.want('seen')
  await bob.want('expired')
  await alice.message('read and gone').waitFor({ state: 'detached' })
  await alice.write('gone when he has read it')
  await bob.want('text', (e) => e.seconds === 2)
  bob.do({ do: 'read' })
  await alice.message('gone when he has read it').waitFor({ state: 'detached' })
  // While the browser is away, things wait; it is over when Bob ends it.
  const { page } = alice
  alice.page = await alice.context.newPage()
  await page.close()
  bob.do({ do: 'timer', seconds: 0 })
  bob.do({ do: 'say', text: 'while you were away' })
  await alice.page.goto(server.url)
  await line(alice, bob).click()
  await alice.wantMessage('while you were away')
  bob.do({ do: 'end' })
  await alice.page.getByText('Bob ended it, or signed out.').last().waitFor()
  // The package asks.
  bob.do({ do: 'request', phone: alice.phone })
  const asked = alice.chats.getByRole('listitem').filter({ hasText: 'Asks for a secret chat' })
  await asked.click()
  await alice.button('Accept').click()
  await bob.want('established')
  await alice.field('Message').waitFor()
  await same()
  await alice.write('a second one')
  await bob.want('text', (e) => e.text === 'a second one')
})

/** A JPEG that says where it was taken: an EXIF segment with a word in it, behind the first marker. */
function located(jpeg) {
  const said = Buffer.from('Exif\0\0GPS 48.8584 N 2.2945 E', 'latin1')
  const head = Buffer.from([0xff, 0xe1, 0, said.length + 2])
  return { ...jpeg, name: 'tower.jpeg', buffer: Buffer.concat([jpeg.buffer.subarray(0, 2), head, said, jpeg.buffer.subarray(2)]) }
}

story('pictures, videos, voice notes and albums of a secret chat, from and to the Go package', async ({ server, person, t }) => {
  const alice = await person('Alice')
  const bob = await Peer.arrive(server, 'Bob', '+999668800003')
  t.after(() => bob.leave())
  await ask(alice, bob)
  await bob.want('asked')
  bob.do({ do: 'accept' })
  await bob.want('established')
  await alice.field('Message').waitFor()
  const dialog = alice.page.getByRole('dialog')

  // A photo is drawn anew: where it was taken stays here.
  const tower = located(await photo(alice, { word: 'tower', width: 400, height: 300 }))
  await attach(alice, 'Photo or video', [tower])
  await sendAttached(alice)
  const sent = await bob.want('file')
  assert.equal(sent.kind, 'photo')
  assert.ok(sent.thumb > 0 && sent.width === 400)
  assert.ok(!Buffer.from(sent.data, 'base64').includes('GPS'))
  // What the browser cannot draw goes as it is, and only after that was said.
  const odd = { name: 'odd.heic', mimeType: 'image/heic', buffer: Buffer.from('not a picture, GPS 48.8584 N') }
  await attach(alice, 'Photo or video', [odd])
  await dialog.getByText('odd.heic: goes as it is').waitFor()
  await alice.screen('desktop-secret-tells')
  await sendAttached(alice)
  const raw = await bob.want('file')
  assert.equal(raw.kind, 'document')
  assert.deepEqual(Buffer.from(raw.data, 'base64'), odd.buffer)
  await attach(alice, 'File', [tower])
  await dialog.getByText('tower.jpeg: goes as it is').waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  // A video, a voice note and an album, as such.
  const film = await video(alice, { seconds: 2 })
  await attach(alice, 'Photo or video', [film])
  await dialog.getByText('square.webm: goes as it is').waitFor()
  await sendAttached(alice)
  const filmed = await bob.want('file')
  assert.deepEqual([filmed.kind, filmed.name, filmed.mime, filmed.width, filmed.height], ['video', 'square.webm', 'video/webm', 640, 360])
  assert.ok(filmed.lasts >= 1 && filmed.thumb > 0)
  assert.deepEqual(Buffer.from(filmed.data, 'base64'), film.buffer)
  await alice.button('Record a voice message').click()
  await alice.page.getByRole('timer').filter({ hasText: '0:02' }).waitFor()
  await alice.button('Send voice message').click()
  const spoken = await bob.want('file')
  assert.deepEqual([spoken.kind, spoken.mime], ['voice', 'audio/ogg'])
  assert.ok(spoken.lasts >= 1 && spoken.wave === 63)
  await attach(alice, 'Photo or video', [await photo(alice, { word: 'one', hue: 20 }), await photo(alice, { word: 'two', hue: 120 })])
  await dialog.getByRole('textbox', { name: 'Caption', exact: true }).fill('two of the mountains')
  await sendAttached(alice)
  const album = [await bob.want('file'), await bob.want('file')]
  assert.deepEqual(album.map((f) => f.kind), ['photo', 'photo'])
  assert.ok(album[0].album && album[0].album === album[1].album)
  assert.equal(album[0].text, 'two of the mountains')
  await alice.message('Album of 2: Photo: two of the mountains', 'sent|read').waitFor()

  // The same from the package.
  bob.do({ do: 'video', name: 'his.webm', mime: 'video/webm', seconds: 2, data: film.buffer.toString('base64'), text: 'from the train' })
  await alice.message('Video: from the train').getByRole('button', { name: 'Open: Video' }).click()
  const viewer = alice.page.getByRole('dialog', { name: 'Viewer' })
  await viewer.locator('video').waitFor()
  await alice.page.waitForFunction(() => (document.querySelector('.viewer-video')?.currentTime ?? 0) > 0.2)
  await alice.page.keyboard.press('Escape')
  await viewer.waitFor({ state: 'detached' })
  bob.do({ do: 'voice', mime: 'audio/ogg', seconds: 2, data: spoken.data })
  const note = alice.message('Bob, Voice message')
  await note.getByRole('button', { name: 'Play' }).click()
  await note.getByRole('button', { name: 'Pause' }).waitFor()
  await note.getByRole('button', { name: 'Speed' }).click()
  await note.getByRole('button', { name: 'Play' }).waitFor()
  bob.do({ do: 'album', text: 'his mountains', data: sent.data })
  const his = alice.message('Album of 2: Photo: his mountains')
  await his.locator('.picture-ready').nth(1).waitFor()
  await his.getByRole('button', { name: 'Open: Photo' }).first().click()
  await viewer.getByText('1 of 2').waitFor()
  await alice.page.keyboard.press('Escape')
  await alice.screen('desktop-secret-media')
  await alice.page.setViewportSize({ width: 390, height: 844 })
  await alice.screen('phone-secret-media')
  await alice.page.setViewportSize({ width: 1280, height: 800 })

  // Somebody who takes a picture of the screen says so.
  bob.do({ do: 'screenshot' })
  await alice.page.getByText('Bob took a picture of the screen').last().waitFor()

  // The timer of a text runs once it is seen, that of a picture or a voice note once it is opened.
  bob.do({ do: 'timer', seconds: 3 })
  await alice.page.getByText('Bob set the timer').last().waitFor()
  bob.do({ do: 'album', times: 2, text: 'for your eyes', data: sent.data })
  bob.do({ do: 'voice', mime: 'audio/ogg', seconds: 1, data: spoken.data })
  bob.do({ do: 'say', text: 'seen and gone' })
  await alice.message('seen and gone').waitFor()
  await alice.message('seen and gone').waitFor({ state: 'detached' })
  await bob.want('expired')
  await alice.message('Album of 2: Photo: for your eyes, goes 3 seconds after it is opened').waitFor()
  await alice.screen('desktop-secret-closed')
  await alice.message('Album of 2: Photo: for your eyes').getByRole('button', { name: 'goes 3 seconds after it is opened: Photo' }).first().click()
  await viewer.getByRole('img').waitFor()
  await bob.want('seen')
  await viewer.waitFor({ state: 'detached' })
  await bob.want('expired')
  await alice.message('Bob, Photo: for your eyes').waitFor() // the other one was not opened
  await alice.message('Bob, Voice message').last().getByRole('button', { name: 'Play' }).click()
  await bob.want('seen')
  await bob.want('expired')
  await alice.message('goes 3 seconds after it is opened').nth(1).waitFor({ state: 'detached' })
})

story('a passphrase stands before secret chats when the browser was closed', async ({ server, person, t }) => {
  const alice = await person('Alice')
  const bob = await Peer.arrive(server, 'Bob', '+999668800002')
  t.after(() => bob.leave())
  bob.do({ do: 'request', phone: alice.phone })
  await line(alice, bob).click()
  await alice.button('Accept').click()
  await alice.field('Message').waitFor()
  await bob.want('established')
  await alice.write('before the lock')
  await bob.want('text')
  await alice.button('Menu').click()
  await alice.page.getByRole('menuitem', { name: 'Settings' }).click()
  await alice.button('Secret chats').click()
  await alice.page.getByRole('button', { name: 'Set a passphrase' }).click()
  await alice.field('New passphrase').fill('short')
  await alice.button('Save').click()
  await alice.page.getByRole('alert').filter({ hasText: 'at least 8' }).waitFor()
  await alice.field('New passphrase').fill('otter lamp gravel tuesday')
  await alice.field('Once more').fill('otter lamp gravel tuesday')
  await alice.screen('desktop-secret-passphrase')
  await alice.button('Save').click()
  await alice.button('Lock now').waitFor()
  await alice.screen('desktop-secret-lock')
  // What a thief of the browser's files has of the chats says nothing and cannot be used without the passphrase.
  const kept = await alice.page.evaluate(async () => {
    const db = await new Promise((done, failed) => {
      const r = indexedDB.open('chappe')
      r.onsuccess = () => done(r.result)
      r.onerror = failed
    })
    const all = (name) => new Promise((done) => {
      const r = db.transaction(name).objectStore(name).getAll()
      r.onsuccess = () => done(r.result)
    })
    const vault = (await all('vault')).find((v) => v.kind)
    const text = (await Promise.all(['secrets', 'secretMessages'].map(all))).flat().map((b) => new TextDecoder('latin1').decode(b)).join('')
    db.close()
    return { kind: vault.kind, extractable: vault.device.extractable, text }
  })
  assert.equal(kept.kind, 'locked')
  assert.equal(kept.extractable, false)
  assert.ok(kept.text.length > 1000 && !kept.text.includes('before the lock') && !kept.text.includes('phase'))
  await alice.button('Lock now').click()
  await alice.field('Passphrase').waitFor()
  bob.do({ do: 'say', text: 'sent while locked' })
  await alice.field('Passphrase').fill('otter lamp gravel monday')
  await alice.button('Unlock').click()
  await alice.page.getByRole('alert').filter({ hasText: 'not the passphrase' }).waitFor()
  await alice.screen('desktop-secret-locked')
  // Closed and opened again, it asks too; what was sent meanwhile waited on the server.
  await alice.page.goto('about:blank')
  await alice.page.goto(server.url)
  await alice.button('Menu').click()
  await alice.page.getByRole('menuitem', { name: 'Settings' }).click()
  await alice.button('Secret chats').click()
  await alice.field('Passphrase').fill('otter lamp gravel tuesday')
  await alice.button('Unlock').click()
  await alice.button('Lock now').waitFor()
  for (let i = 0; i < 2; i++) await alice.button('Back').click()
  await line(alice, bob).click()
  await alice.wantMessage('before the lock', 'sent|read')
  await alice.wantMessage('sent while locked')
  await alice.write('and on it goes')
  await bob.want('text', (e) => e.text === 'and on it goes')
})
