// The service worker: keeps the app's own files so that it starts without a network, streams videos and files from the page that has
// the connection, and shows what the push service brings. It keeps nothing of what people write. The build puts the names of its files in place of FILES.

const folder = '/a/BUILD/'
const files = ['AddPeople.js', 'ArchivedList.js', 'AttachDialog.js', 'AttachDialog2.js', 'Avatar2.js', 'BanSwitches.js', 'Barred.js', 'Button.css', 'Button.js', 'Check.css', 'Check.js', 'Comments.css', 'Comments.js', 'Contacts.js', 'Crop.js', 'Dialog.css', 'Dialog.js', 'EditGroup.js', 'EmojiGrid.css', 'EmojiGrid.js', 'Empty.css', 'Empty.js', 'Face2.js', 'Fact.css', 'Fact.js', 'Field.css', 'Field.js', 'FileView.js', 'FindTopic.js', 'Form.js', 'GroupInfo.js', 'InfoBar.js', 'Invites.js', 'JoinDialog.css', 'JoinDialog.js', 'KeyDialog.js', 'Keyboard.css', 'Keyboard.js', 'LeftBar.js', 'Loaded.js', 'Log.js', 'Main.css', 'Main.js', 'MemberPages.js', 'Members.js', 'Menu.css', 'Menu.js', 'More.js', 'NewChat2.js', 'NewGroup2.js', 'OperatorNote.css', 'OperatorNote.js', 'Page.js', 'Permissions.js', 'PersonInfo.js', 'PickFace.js', 'PickPeople.js', 'PollDialog.js', 'Promises.css', 'Promises.js', 'QrCode.js', 'Questions.css', 'Questions.js', 'Radios.js', 'ReactionsPage.js', 'Recorder.js', 'RecoveryStep.js', 'Requests.js', 'Row.js', 'Rows.css', 'Rows.js', 'Says.js', 'ScanStep.js', 'Scheduled.css', 'Scheduled.js', 'SearchBox.css', 'SearchBox.js', 'SecretChat.js', 'Settings3.js', 'Shared.css', 'Shared.js', 'Skeleton.js', 'StartSecret.js', 'Statistics.css', 'Statistics.js', 'Sure.js', 'Switch.js', 'TextBody.js', 'Ticks.css', 'Ticks.js', 'TopicHead.js', 'TopicIcon.css', 'TopicIcon.js', 'TopicList.js', 'TopicQuestions.js', 'Viewer.css', 'Viewer.js', 'Wanted2.js', 'account.js', 'action.js', 'actions.js', 'actions2.js', 'app.js', 'ar.js', 'asking.js', 'attach.css', 'avatar.css', 'chats.js', 'composer.css', 'composer.js', 'contact.js', 'contact2.js', 'conversation.css', 'dist.js', 'drafts.js', 'errors.js', 'escape.js', 'face.css', 'files.js', 'find.js', 'format.js', 'fr.js', 'group.css', 'groups.js', 'history.js', 'importers.js', 'index.css', 'joining.js', 'keeper.js', 'lang.js', 'link.js', 'link2.js', 'links.js', 'markdown.js', 'media.css', 'media.js', 'media2.js', 'media3.js', 'mtcute-simd.wasm', 'name.js', 'name2.js', 'name3.js', 'newchat.css', 'newgroup.css', 'notifications.js', 'open.js', 'operator.js', 'order.js', 'outbox.js', 'peer.js', 'peers.js', 'plurals.js', 'polls.css', 'presence.js', 'profile.css', 'reading.js', 'reporting.js', 'rights.js', 'route.js', 'secret.css', 'secret.js', 'secrets.js', 'segments.js', 'server.js', 'settings.css', 'settings2.js', 'solid.js', 'solid2.js', 'starting.js', 'state.js', 'summary.js', 'talk.js', 'theme.js', 'topic.js', 'topics.css', 'topics.js', 'topics2.js', 'viewing.js', 'voice.css', 'walk.js', 'wanted.js', 'web.js', 'words.js', 'worker.js']
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
  if (url.pathname.startsWith('/a/media/')) e.respondWith(media(e, url))
  else if (url.pathname.startsWith(folder)) e.respondWith(fromShell(request))
  else if (url.pathname === '/' && request.mode === 'navigate') e.respondWith(fromNetwork(request, '/'))
  else if (url.pathname === '/server.json') e.respondWith(fromNetwork(request, '/server.json'))
})

/** How much of a file is asked for at a time, in bytes. */
const piece = 1 << 20

/** How long the page may take for a piece, in milliseconds. */
const reading = 60_000

/**
 * A file that somebody sent, or the part of it that a range names. The page that asks has it fetched; an address names it by what the
 * page knows of it. Only what plays is told as what it is: anything else can but be saved.
 * https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
 */
async function media(e, url) {
  const q = url.searchParams
  const size = Number(q.get('s'))
  const kind = q.get('t') ?? ''
  const play = q.get('how') === 'play' && /^(video|audio)\/[\w.+-]+$/.test(kind)
  const page = (await self.clients.get(e.clientId)) ?? (await self.clients.matchAll({ type: 'window' }))[0]
  let file
  try {
    file = JSON.parse(q.get('f') ?? '')
  } catch {
    file = undefined
  }
  if (!file || !page || !(size >= 0)) return new Response(null, { status: 404 })
  const headers = {
    'Content-Type': play ? kind : 'application/octet-stream',
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  }
  if (play) headers['Content-Security-Policy'] = "default-src 'none'; sandbox"
  else headers['Content-Disposition'] = `attachment; filename*=UTF-8''${encodeURIComponent(q.get('n') || 'file')}`
  const range = /^bytes=(\d+)-(\d*)$/.exec(e.request.headers.get('Range') ?? '')
  if (!range) return new Response(stream(page, file, size), { headers: { ...headers, 'Content-Length': String(size) } })
  const from = Number(range[1])
  if (from >= size) return new Response(null, { status: 416, headers: { 'Content-Range': `bytes */${size}` } })
  const upTo = Math.min(size - 1, range[2] ? Number(range[2]) : size - 1, from + piece - 1)
  try {
    const bytes = await read(page, file, from, upTo - from + 1)
    headers['Content-Range'] = `bytes ${from}-${from + bytes.length - 1}/${size}`
    return new Response(bytes, { status: 206, headers })
  } catch {
    return Response.error()
  }
}

/** All of a file, piece by piece, as fast as it is taken. */
function stream(page, file, size) {
  let at = 0
  return new ReadableStream({
    async pull(c) {
      if (at >= size) return c.close()
      try {
        const bytes = await read(page, file, at, piece)
        at += bytes.length
        c.enqueue(bytes)
      } catch (e) {
        c.error(e)
      }
    },
  }, { highWaterMark: 2 })
}

function read(page, file, offset, limit) {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel()
    const late = setTimeout(() => reject(new Error('the page does not answer')), reading)
    port1.onmessage = ({ data }) => {
      clearTimeout(late)
      if (data.bytes?.length > 0) resolve(data.bytes)
      else reject(new Error('the file cannot be read'))
    }
    page.postMessage({ read: { file, offset, limit } }, [port2])
  })
}

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
  e.waitUntil(openChat(e.notification.data ?? {}))
})

async function openChat({ chat, topic }) {
  const [page] = await self.clients.matchAll({ type: 'window' })
  if (!page) {
    await self.clients.openWindow(chat ? `/#chat=${chat}${topic ? `&topic=${topic}` : ''}` : '/')
    return
  }
  page.postMessage({ chat, topic })
  await page.focus()
}
