// A person on mtcute, commanded by a Go test (see line.js).
import { readFileSync, writeFileSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
import {
  BaseTelegramClient, InputMedia, IntermediatePacketCodec, MemoryAuthKeysRepository, MemoryKeyValueRepository, MemoryPeersRepository,
  MemoryRefMessagesRepository, MemoryStorageDriver, ObfuscatedPacketCodec, PaddedIntermediatePacketCodec, TcpTransport,
  Long, TelegramClient, tl,
} from '@mtcute/node'
import { NodeCryptoProvider } from '@mtcute/node/utils.js'
import { addPublicKey } from '@mtcute/core/utils.js'
import { emit, serve } from './line.js'

const codecs = {
  intermediate: () => new IntermediatePacketCodec(),
  padded: () => new PaddedIntermediatePacketCodec(),
  'intermediate+obfuscated': () => new ObfuscatedPacketCodec(new IntermediatePacketCodec()),
  'padded+obfuscated': () => new ObfuscatedPacketCodec(new PaddedIntermediatePacketCodec()),
}

const apiId = 17
const apiHash = '0123456789abcdef0123456789abcdef'
let base, client, driver, file

/** Memory that can be written to a file: mtcute's own storage on disk wants a native module. */
function storage() {
  driver = new MemoryStorageDriver()
  return {
    driver,
    kv: new MemoryKeyValueRepository(driver),
    authKeys: new MemoryAuthKeysRepository(driver),
    peers: new MemoryPeersRepository(driver),
    refMessages: new MemoryRefMessagesRepository(driver),
  }
}

function load() {
  for (const [repo, kept] of deserialize(readFileSync(file))) {
    const state = driver.states.get(repo)
    if (state instanceof Map) {
      for (const [k, v] of kept) state.set(k, v)
    } else {
      Object.assign(state, kept)
    }
  }
}

function message(m) {
  return {
    id: m.id, peer: m.chat.id, from: m.sender.id, out: m.isOutgoing, text: m.text,
    replyTo: m.replyToMessage?.id ?? 0, edited: m.editDate !== null, date: Math.floor(m.date.getTime() / 1000),
  }
}

/** Follows updates once somebody is signed in. The library starts that by itself and does not say when it has. */
async function follow(auth) {
  const user = await client.notifyLoggedIn(auth)
  while (!base.updates.updatesLoopActive) await new Promise((done) => setTimeout(done, 10))
  return { id: user.id }
}

async function authorization(phone, code) {
  const sent = await client.sendCode({ phone })
  return client.call({ _: 'auth.signIn', phoneNumber: phone, phoneCodeHash: sent.phoneCodeHash, phoneCode: code })
    .then((res) => ({ res, hash: sent.phoneCodeHash }))
}

const commands = {
  async start({ host, port, key, transport, pfs, state, resume }) {
    const codec = codecs[transport || 'intermediate']
    if (!codec) throw new Error(`no transport ${transport}`)
    const crypto = new NodeCryptoProvider()
    await crypto.initialize?.()
    addPublicKey(crypto, key)
    const tcp = new TcpTransport()
    const dc = { id: 2, ipAddress: host, port }
    const kept = storage()
    file = state
    base = new BaseTelegramClient({
      apiId, apiHash, crypto, storage: kept,
      defaultDcs: { main: dc, media: { ...dc, mediaOnly: true } },
      transport: { connect: (to) => tcp.connect(to), packetCodec: codec },
      network: { usePfs: pfs },
      updates: { catchUp: resume },
      initConnectionOptions: { deviceModel: 'e2e mtcute' },
      logLevel: Number(process.env.MTCUTE_LOG_LEVEL ?? 1),
    })
    client = new TelegramClient({ client: base })
    if (resume) load()
    client.onError.add((e) => console.error('mtcute:', e))
    client.onNewMessage.add((m) => emit('message', { message: message(m), peer: m.chat.id }))
    client.onEditMessage.add((m) => emit('edit', { message: message(m), peer: m.chat.id }))
    client.onDeleteMessage.add((u) => emit('delete', { ids: u.messageIds }))
    client.onHistoryRead.add((u) => emit(u.isOutbox ? 'readOut' : 'readIn', { peer: u.chatId, upTo: u.maxReadId }))
    client.onUserTyping.add((u) => emit('typing', { peer: u.userId }))
    await client.connect()
    if (resume) await client.startUpdatesLoop()
  },

  async signUp({ phone, code, first, last }) {
    const { res, hash } = await authorization(phone, code)
    if (res._ !== 'auth.authorizationSignUpRequired') throw new Error(`asked to sign up, was answered ${res._}`)
    const auth = await client.call({
      _: 'auth.signUp', phoneNumber: phone, phoneCodeHash: hash, firstName: first, lastName: last,
    })
    return follow(auth)
  },

  async signIn({ phone, code }) {
    const { res } = await authorization(phone, code)
    return follow(res)
  },

  async password({ password }) {
    return { id: (await client.checkPassword(password)).id }
  },

  async signOut() {
    await client.logOut()
  },

  async import({ phone, first, last }) {
    const res = await client.importContacts([{ phone, firstName: first, lastName: last }])
    return { ids: res.imported.map((i) => i.userId) }
  },

  async send({ to, text, replyTo }) {
    return { id: (await client.sendText(to, text, replyTo ? { replyTo } : {})).id }
  },
  async sendFiles({ to, kind, files }) {
    const make = {
      photo: (f) => InputMedia.photo(`file:${f}`),
      video: (f) => InputMedia.video(`file:${f}`, { width: 640, height: 360, duration: 12, supportsStreaming: true, fileMime: 'video/mp4' }),
      voice: (f) => InputMedia.voice(`file:${f}`, { duration: 3, waveform: new Uint8Array(63).fill(7), fileMime: 'audio/ogg' }),
    }[kind]
    if (files.length > 1) return { ids: (await client.sendMediaGroup(to, files.map(make))).map((m) => m.id) }
    return { ids: [(await client.sendMedia(to, make(files[0]))).id] }
  },
  async fetch({ peer, id, path }) {
    const [m] = await client.getMessages(peer, [id])
    writeFileSync(path, await client.downloadAsBuffer(m.media))
  },
  async edit({ peer, id, text }) {
    await client.editMessage({ chatId: peer, message: id, text })
  },
  async delete({ peer, ids, revoke }) {
    await client.deleteMessagesById(peer, ids, { revoke })
  },
  async read({ peer, upTo }) {
    await client.readHistory(peer, { maxId: upTo })
  },
  async typing({ peer }) {
    await client.sendTyping(peer, 'typing')
  },
  async history({ peer, limit }) {
    return (await client.getHistory(peer, { limit })).map(message)
  },
  async dialogs() {
    const all = []
    for await (const d of client.iterDialogs()) {
      all.push({
        peer: d.peer.id, top: d.lastMessage?.id ?? 0, unread: d.unreadCount, readIn: d.lastReadIngoing, readOut: d.lastReadOutgoing,
      })
    }
    return all
  },

  /** What is done with the topics of a forum. */
  async forum(q) {
    const peer = await client.resolvePeer(q.chat)
    switch (q.do) {
      case 'forum': await client.call({ _: 'channels.toggleForum', channel: await client.resolveChannel(q.chat), enabled: q.on, tabs: false }); return {}
      case 'newTopic': return { id: (await client.createForumTopic({ chatId: q.chat, title: q.title })).id }
      case 'send': return { id: (await client.sendText(q.chat, q.text, { replyTo: q.topic })).id }
      case 'topic': {
        const page = await client.call({ _: 'messages.getReplies', peer, msgId: q.topic, offsetId: 0, offsetDate: 0, addOffset: 0, limit: 100, maxId: 0, minId: 0, hash: Long.ZERO })
        return page.messages.filter((m) => m._ === 'message').map((m) => ({ id: m.id, text: m.message }))
      }
      case 'topics': {
        const all = []
        for await (const t of client.iterForumTopics(q.chat)) {
          all.push({ id: t.id, title: t.title, unread: t.unreadCount, closed: t.isClosed, pinned: t.isPinned })
        }
        return all
      }
      case 'read': await client.call({ _: 'messages.readDiscussion', peer, msgId: q.topic, readMaxId: q.upto }); return {}
      case 'close': await client.toggleForumTopicClosed({ chatId: q.chat, topicId: q.topic, closed: true }); return {}
      case 'pin': await client.toggleForumTopicPinned({ chatId: q.chat, topicId: q.topic, pinned: true }); return {}
      case 'drop': await client.deleteForumTopicHistory(q.chat, q.topic); return {}
    }
    throw new Error(`no ${q.do}`)
  },

  /** What is done with groups and channels. */
  async group(q) {
    switch (q.do) {
      case 'newGroup': return { id: (await client.createGroup({ title: q.title, users: q.with })).chat.id }
      case 'newChannel': {
        const chat = q.broadcast ? await client.createChannel({ title: q.title }) : await client.createSupergroup({ title: q.title })
        return { id: chat.id }
      }
      case 'invite': await client.addChatMembers(q.chat, [q.who], {}); return { id: q.chat }
      case 'remove':
        if (q.chat > -1e12) await client.kickChatMember({ chatId: q.chat, userId: q.who })
        else await client.banChatMember({ chatId: q.chat, participantId: q.who })
        return { id: q.chat }
      case 'link': return { link: (await client.createInviteLink(q.chat, {})).link }
      case 'join': {
        const joined = await client.joinChat(`https://t.me/+${q.link.slice(q.link.lastIndexOf('+') + 1)}`)
        // This library takes it for an answer.
        if ((joined.chat ?? joined).id === undefined) throw new tl.RpcError(400, 'INVITE_REQUEST_SENT')
        return { id: (joined.chat ?? joined).id }
      }
      case 'leave': await client.leaveChat(q.chat); return { id: q.chat }
      case 'rename': await client.setChatTitle(q.chat, q.title); return { id: q.chat }
      case 'pin': await client.call({ _: 'messages.updatePinnedMessage', peer: await client.resolvePeer(q.chat), id: q.id }); return { id: q.chat }
      case 'promote':
        await client.call({
          _: 'channels.editAdmin', channel: await client.resolveChannel(q.chat), userId: await client.resolveUser(q.who), rank: '',
          adminRights: { _: 'chatAdminRights', ...Object.fromEntries(q.rights.map((r) => [r, true])) },
        })
        return { id: q.chat }
      case 'restrict':
        await client.call({
          _: 'channels.editBanned', channel: await client.resolveChannel(q.chat), participant: await client.resolvePeer(q.who),
          bannedRights: { _: 'chatBannedRights', sendMessages: q.silent, sendPlain: q.silent, untilDate: 0 },
        })
        return { id: q.chat }
      case 'quiet':
        await client.call({
          _: 'messages.editChatDefaultBannedRights', peer: await client.resolvePeer(q.chat),
          bannedRights: { _: 'chatBannedRights', sendMessages: q.silent, sendPlain: q.silent, untilDate: 0 },
        })
        return { id: q.chat }
      case 'someLink':
        return {
          link: (await client.call({
            _: 'messages.exportChatInvite', peer: await client.resolvePeer(q.chat), requestNeeded: q.request, usageLimit: q.limit || undefined,
            expireDate: q.expires || undefined,
          })).link,
        }
      case 'letIn': await client.call({ _: 'messages.hideAllChatJoinRequests', peer: await client.resolvePeer(q.chat), approved: true }); return { id: q.chat }
      case 'slow': await client.call({ _: 'channels.toggleSlowMode', channel: await client.resolveChannel(q.chat), seconds: q.seconds }); return { id: q.chat }
      case 'name': await client.call({ _: 'channels.updateUsername', channel: await client.resolveChannel(q.chat), username: q.name }); return { id: q.chat }
      case 'joinNamed': {
        const joined = await client.joinChat(q.name)
        return { id: (joined.chat ?? joined).id }
      }
      case 'end':
        if (q.chat > -1e12) await client.call({ _: 'messages.deleteChat', chatId: -q.chat })
        else await client.call({ _: 'channels.deleteChannel', channel: await client.resolveChannel(q.chat) })
        return { id: q.chat }
    }
    throw new Error(`no ${q.do}`)
  },

  async call({ method, args }) {
    return client.call({ _: method, ...args })
  },

  /** Which layer this library speaks. */
  layer: () => tl.LAYER,

  async stop() {
    await client.destroy()
    writeFileSync(file, serialize([...driver.states]))
  },
}

serve(commands, (e) => (tl.RpcError.is(e) ? { code: e.code, text: e.text } : undefined))
