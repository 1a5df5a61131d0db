import { story } from '../harness/story.js'

/** A browser without SharedWorker, as on phones: each tab has a worker of its own, and one of them leads. */
const alone = () => delete globalThis.SharedWorker

story('without shared workers one tab leads, and the next one takes over when it goes', async ({ server, person }) => {
  const bob = await person('Bob')
  const alice = await person('Alice', { init: alone })
  await alice.find(bob)
  await alice.write('from the leader')
  await alice.wantMessage('from the leader', 'sent|read')
  const second = await alice.newTab(`/${new URL(alice.page.url()).hash}`)
  await alice.message('from the leader', undefined, second).waitFor()
  await alice.write('from the follower', second)
  await alice.message('from the follower', 'sent|read', second).waitFor()
  await alice.wantOnce('from the follower')
  await bob.open(alice)
  await bob.write('to both')
  await alice.message('to both', undefined, second).waitFor()
  await alice.wantMessage('to both')
  // What waits in the outbox when the leader goes is sent by the one that takes over, once.
  alice.cutOff = bob.cutOff = true
  server.wire.cut()
  await alice.write('the leader goes', second)
  await alice.message('the leader goes', 'sending', second).waitFor()
  await alice.page.close()
  alice.page = second
  server.wire.mend()
  await alice.wantMessage('the leader goes', 'sent|read')
  await alice.wantOnce('the leader goes')
  await bob.wantOnce('the leader goes')
  await bob.write('and back')
  await alice.wantMessage('and back')
})
