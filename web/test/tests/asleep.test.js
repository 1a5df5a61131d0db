import { story } from '../harness/story.js'

story('a laptop that slept wakes up to what it missed', async ({ person, server }) => {
  const bob = await person('Bob')
  const alice = await person('Alice')
  await alice.find(bob)
  await alice.write('good night')
  await alice.wantMessage('good night', 'sent|read')
  await bob.open(alice)
  const cdp = await alice.context.newCDPSession(alice.page)
  alice.cutOff = true
  // The lid closes: the page is frozen, the network is gone without a word.
  await alice.context.setOffline(true)
  await cdp.send('Page.setWebLifecycleState', { state: 'frozen' })
  await bob.write('while you slept')
  await bob.wantMessage('while you slept', 'sent')
  await bob.write('and once more')
  await bob.wantMessage('and once more', 'sent')
  await cdp.send('Page.setWebLifecycleState', { state: 'active' })
  await alice.write('I am awake')
  await alice.wantMessage('I am awake', 'sending|sent|read') // by what the browser takes an open socket for meanwhile
  await alice.context.setOffline(false)
  await alice.wantOnce('while you slept')
  await alice.wantOnce('and once more')
  await alice.wantMessage('I am awake', 'sent|read')
  await bob.wantOnce('I am awake')
})

story('a laptop that wakes up elsewhere does not wait for a connection that is dead', async ({ person, server }) => {
  const bob = await person('Bob')
  const wire = await server.anotherWire()
  const alice = await person('Alice', { wire })
  await alice.find(bob)
  await alice.write('hello')
  await alice.wantMessage('hello', 'sent|read')
  await bob.open(alice)
  const wake = await alice.stopWorker()
  wire.forget()
  await bob.write('where are you?')
  await bob.wantMessage('where are you?', 'sent')
  await alice.page.waitForTimeout(22_000) // longer than any pause that a busy machine makes
  await wake()
  await alice.wantOnce('where are you?')
  await alice.write('on the train')
  await alice.wantMessage('on the train', 'sent|read')
  await bob.wantOnce('on the train')
})
