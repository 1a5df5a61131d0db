// The service worker: keeps the app's own files so that it starts without a network, and shows what the push service brings. It keeps
// nothing of what people write. The build puts the names of its files in place of FILES.

const folder = '/a/BUILD/'
const files = ['ArchivedList.js', 'Button.css', 'Button.js', 'Check.css', 'Check.js', 'Contacts.js', 'Dialog.css', 'Dialog.js', 'Empty.css', 'Empty.js', 'Field.css', 'Field.js', 'Form.js', 'InfoBar.js', 'Keyboard.css', 'Keyboard.js', 'LeftBar.js', 'Loaded.js', 'Main.css', 'Main.js', 'NewChat2.js', 'OperatorNote.css', 'OperatorNote.js', 'PersonInfo.css', 'PersonInfo.js', 'RecoveryStep.js', 'Rows.css', 'Rows.js', 'Says.js', 'ScanStep.js', 'Scheduled.css', 'Scheduled.js', 'SearchBox.css', 'SearchBox.js', 'Settings2.js', 'TextBody.js', 'Wanted2.js', 'account.js', 'app.js', 'ar.js', 'chats.js', 'dist.js', 'drafts.js', 'errors.js', 'escape.js', 'format.js', 'fr.js', 'index.css', 'lang.js', 'mtcute-simd.wasm', 'name.css', 'name.js', 'newchat.css', 'notifications.js', 'open.js', 'operator.js', 'plurals.js', 'presence.js', 'profile.css', 'profile.js', 'route.js', 'segments.js', 'server.js', 'settings.css', 'theme.js', 'walk.js', 'wanted.js', 'web.js', 'worker.js']
const shell = `shell ${folder}`

/** How long a slow network may take to bring the page before the kept one is shown, in milliseconds. */
const patience = 4000

self.addEventListener('install', (e) => {
  e.waitUntil(caches.open(shell).then((c) => c.addAll(['/', '/server.json', ...files.map((f) => folder + f)])).then(() => self.skipWaiting()))
})

self.addEventListener('activate', (e) => {
  const old = (name) => name.startsWith('shell ') && name !== shell
  e.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((n) => caches.delete(n)))).then(() => self.clients.claim()))
})

self.addEventListener('fetch', (e) => {
  const { request } = e
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (url.pathname.startsWith(folder)) e.respondWith(fromShell(request))
  else if (url.pathname === '/' && request.mode === 'navigate') e.respondWith(fromNetwork(request, '/'))
  else if (url.pathname === '/server.json') e.respondWith(fromNetwork(request, '/server.json'))
})

/** Files of a build never change. */
async function fromShell(request) {
  return (await caches.match(request.url)) ?? fetch(request)
}

/** The newest there is; without a network what was kept. */
async function fromNetwork(request, name) {
  const fresh = fetch(request)
  try {
    return await Promise.race([fresh, new Promise((_, late) => setTimeout(late, patience))])
  } catch {
    return (await caches.match(name)) ?? fresh
  }
}

// What the server tells: { loc_key: 'MESSAGE_TEXT', loc_args: ['Alice', 'hello'], user_id, custom: { from_id, msg_id } }
// https://core.telegram.org/api/push-updates
self.addEventListener('push', (e) => {
  e.waitUntil(show(e.data?.json() ?? {}))
})

async function show(note) {
  const pages = await self.clients.matchAll({ type: 'window' })
  if (pages.some((p) => p.focused)) return
  const words = await (await caches.match('/words.json'))?.json() ?? { newMessage: 'New message' }
  const [name = '', ...rest] = note.loc_args ?? []
  const group = note.loc_key?.startsWith('CHAT_') ?? false
  const text = note.loc_key?.endsWith('_TEXT') && !note.loc_key.endsWith('_NOTEXT') ? rest.at(-1) : undefined
  const body = text ?? words.newMessage
  const chat = chatOf(note.custom ?? {})
  await self.registration.showNotification((group ? rest[0] : name) || words.newMessage, {
    body: group ? `${name}: ${body}` : name ? body : '',
    tag: String(chat),
    icon: `${folder}icons/icon-192.png`,
    badge: `${folder}icons/badge-96.png`,
    silent: note.custom?.silent === '1',
    data: { chat },
  })
}

/** The chat's id as the app writes it: users positive, groups negative, channels below -10^12. */
function chatOf({ from_id, chat_id, channel_id }) {
  if (channel_id) return -1e12 - Number(channel_id)
  return chat_id ? -Number(chat_id) : Number(from_id ?? 0)
}

self.addEventListener('notificationclick', (e) => {
  e.notification.close()
  e.waitUntil(openChat(e.notification.data?.chat))
})

async function openChat(chat) {
  const [page] = await self.clients.matchAll({ type: 'window' })
  if (!page) {
    await self.clients.openWindow(chat ? `/#chat=${chat}` : '/')
    return
  }
  page.postMessage({ chat })
  await page.focus()
}
