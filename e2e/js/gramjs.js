// A person on GramJS, commanded by a Go test (see line.js).
import { createHash, createPublicKey } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { emit, serve } from './line.js'

const require = createRequire(import.meta.url)
const bigInt = require('big-integer')
const { Api, TelegramClient } = require('telegram')
const { Logger, PromisedNetSockets, PromisedWebSockets } = require('telegram/extensions')
const { LogLevel } = require('telegram/extensions/Logger')
const { ConnectionTCPAbridged, ConnectionTCPFull, ConnectionTCPObfuscated } = require('telegram/network/connection')
const { computeCheck } = require('telegram/Password')
const { _serverKeys } = require('telegram/crypto/RSA')
const { DeletedMessage } = require('telegram/events/DeletedMessage')
const { EditedMessage } = require('telegram/events/EditedMessage')
const { NewMessage, Raw } = require('telegram/events')
const { RPCError } = require('telegram/errors')
const { LAYER } = require('telegram/tl/AllTLObjects')
const { StringSession } = require('telegram/sessions')

const transports = {
  full: [ConnectionTCPFull, PromisedNetSockets],
  abridged: [ConnectionTCPAbridged, PromisedNetSockets],
  'abridged+obfuscated': [ConnectionTCPObfuscated, PromisedNetSockets],
  websocket: [ConnectionTCPObfuscated, PromisedWebSockets],
}

const apiId = 17
const apiHash = '0123456789abcdef0123456789abcdef'
let client, file

/** GramJS takes 80 or 443 for its first connection whatever it is told, so the port is put in here. */
function at(port, Connection) {
  return class extends Connection {
    constructor(o) {
      super({ ...o, port })
    }
  }
}

/** A PKCS#1 key as GramJS keeps them: numbers under a fingerprint, which is the end of the SHA-1 of both as TL strings. */
function addKey(pem) {
  const jwk = createPublicKey(pem).export({ format: 'jwk' })
  const n = Buffer.from(jwk.n, 'base64url')
  const e = Buffer.from(jwk.e, 'base64url')
  const tlString = (b) => {
    const head = b.length < 254 ? Buffer.from([b.length]) : Buffer.from([254, b.length & 255, b.length >> 8, 0])
    const all = Buffer.concat([head, b])
    return Buffer.concat([all, Buffer.alloc((4 - (all.length % 4)) % 4)])
  }
  const sum = createHash('sha1').update(tlString(n)).update(tlString(e)).digest()
  const fingerprint = sum.subarray(12).readBigInt64LE()
  _serverKeys.set(fingerprint.toString(), { n: bigInt(n.toString('hex'), 16), e: Number(bigInt(e.toString('hex'), 16)) })
}

const idOf = (peer) => Number(peer?.userId ?? peer?.chatId ?? peer?.channelId ?? 0)

function message(m) {
  const peer = idOf(m.peerId)
  return {
    id: m.id, peer, from: m.fromId ? idOf(m.fromId) : peer, out: Boolean(m.out), text: m.message,
    replyTo: m.replyTo?.replyToMsgId ?? 0, edited: Boolean(m.editDate), date: m.date,
  }
}

/** A person as this library names them: it must have seen them. */
const entity = (id) => client.getInputEntity(bigInt(id))

async function authorization(phone, code) {
  const { phoneCodeHash } = await client.sendCode({ apiId, apiHash }, phone)
  const res = await client.invoke(new Api.auth.SignIn({ phoneNumber: phone, phoneCodeHash, phoneCode: code }))
  return { res, hash: phoneCodeHash }
}

function listen() {
  const told = (kind) => (e) => emit(kind, { message: message(e.message), peer: idOf(e.message.peerId) })
  client.addEventHandler(told('message'), new NewMessage({}))
  client.addEventHandler(told('edit'), new EditedMessage({}))
  client.addEventHandler((e) => emit('delete', { ids: e.deletedIds }), new DeletedMessage({}))
  client.addEventHandler((u) => {
    if (u instanceof Api.UpdateReadHistoryOutbox) emit('readOut', { peer: idOf(u.peer), upTo: u.maxId })
    if (u instanceof Api.UpdateReadHistoryInbox) emit('readIn', { peer: idOf(u.peer), upTo: u.maxId })
    if (u instanceof Api.UpdateUserTyping) emit('typing', { peer: Number(u.userId) })
  }, new Raw({}))
}

/** Objects of the test's JSON whose "_" names a constructor become GramJS's. */
function object(v) {
  if (Array.isArray(v)) return v.map(object)
  if (v === null || typeof v !== 'object') return v
  const fields = Object.fromEntries(Object.entries(v).filter(([k]) => k !== '_').map(([k, x]) => [k, object(x)]))
  return v._ ? new (named(v._))(fields) : fields
}

function named(name) {
  const capital = (s) => s[0].toUpperCase() + s.slice(1)
  const [space, rest] = name.includes('.') ? name.split('.') : [null, name]
  const found = space ? Api[space]?.[capital(rest)] : Api[capital(rest)]
  if (!found) throw new Error(`GramJS knows no ${name}`)
  return found
}

/** What somebody, or everybody, may not do: write, or nothing of it. */
const bans = (silent) => new Api.ChatBannedRights({ sendMessages: silent, sendPlain: silent, untilDate: 0 })

const commands = {
  async start({ host, port, key, transport, state, resume }) {
    const [Connection, Socket] = transports[transport || 'full'] ?? []
    if (!Connection) throw new Error(`no transport ${transport}`)
    addKey(key)
    file = state
    const session = new StringSession(resume ? readFileSync(file, 'utf8') : '')
    session.setDC(2, host, port)
    client = new TelegramClient(session, apiId, apiHash, {
      connection: at(port, Connection), networkSocket: Socket, baseLogger: new Logger(LogLevel.WARN), deviceModel: 'e2e GramJS',
    })
    client.onError = async (e) => console.error('gramjs:', e)
    await client.connect()
    if (resume) listen()
  },

  async signUp({ phone, code, first, last }) {
    const { res, hash } = await authorization(phone, code)
    if (!(res instanceof Api.auth.AuthorizationSignUpRequired)) throw new Error(`asked to sign up, was answered ${res.className}`)
    const auth = await client.invoke(new Api.auth.SignUp({
      phoneNumber: phone, phoneCodeHash: hash, firstName: first, lastName: last,
    }))
    listen()
    return { id: Number(auth.user.id) }
  },

  async signIn({ phone, code }) {
    const { res } = await authorization(phone, code)
    if (!(res instanceof Api.auth.Authorization)) throw new Error(`asked to sign in, was answered ${res.className}`)
    listen()
    return { id: Number(res.user.id) }
  },

  async password({ password }) {
    const srp = await computeCheck(await client.invoke(new Api.account.GetPassword()), password)
    const res = await client.invoke(new Api.auth.CheckPassword({ password: srp }))
    listen()
    return { id: Number(res.user.id) }
  },

  async signOut() {
    await client.invoke(new Api.auth.LogOut())
  },

  async import({ phone, first, last }) {
    const contact = new Api.InputPhoneContact({ clientId: bigInt(1), phone, firstName: first, lastName: last })
    const res = await client.invoke(new Api.contacts.ImportContacts({ contacts: [contact] }))
    return { ids: res.imported.map((i) => Number(i.userId)) }
  },

  async send({ to, text, replyTo }) {
    return { id: (await client.sendMessage(await entity(to), { message: text, replyTo: replyTo || undefined })).id }
  },
  async sendFiles({ to, kind, files }) {
    const attributes = {
      video: [new Api.DocumentAttributeVideo({ w: 640, h: 360, duration: 12, supportsStreaming: true })],
      voice: [new Api.DocumentAttributeAudio({ voice: true, duration: 3, waveform: Buffer.alloc(63, 7) })],
    }[kind]
    const res = await client.sendFile(await entity(to), {
      file: files.length > 1 ? files : files[0], attributes, voiceNote: kind === 'voice', workers: 4,
    })
    return { ids: [res].flat().map((m) => m.id) }
  },
  async fetch({ peer, id, path }) {
    const [m] = await client.getMessages(await entity(peer), { ids: [id] })
    writeFileSync(path, await client.downloadMedia(m, {}))
  },
  async edit({ peer, id, text }) {
    await client.editMessage(await entity(peer), { message: id, text })
  },
  async delete({ peer, ids, revoke }) {
    await client.deleteMessages(await entity(peer), ids, { revoke })
  },
  async read({ peer, upTo }) {
    await client.markAsRead(await entity(peer), upTo)
  },
  async typing({ peer }) {
    await client.invoke(new Api.messages.SetTyping({ peer: await entity(peer), action: new Api.SendMessageTypingAction() }))
  },
  async history({ peer, limit }) {
    return (await client.getMessages(await entity(peer), { limit })).map(message)
  },
  async dialogs() {
    return (await client.getDialogs({})).map(({ dialog: d }) => ({
      peer: idOf(d.peer), top: d.topMessage, unread: d.unreadCount, readIn: d.readInboxMaxId, readOut: d.readOutboxMaxId,
    }))
  },

  /** What is done with the topics of a forum. */
  async forum(q) {
    const channel = await entity(q.chat)
    switch (q.do) {
      case 'forum': await client.invoke(new Api.channels.ToggleForum({ channel, enabled: q.on })); return {}
      case 'newTopic': {
        const res = await client.invoke(new Api.channels.CreateForumTopic({ channel, title: q.title, randomId: bigInt(Math.floor(Math.random() * 1e15) + 1) }))
        return { id: res.updates.find((u) => u.className === 'UpdateMessageID').id }
      }
      case 'send': return { id: (await client.sendMessage(q.chat, { message: q.text, replyTo: q.topic })).id }
      case 'topic': {
        const page = await client.invoke(new Api.messages.GetReplies({ peer: channel, msgId: q.topic, offsetId: 0, offsetDate: 0, addOffset: 0, limit: 100, maxId: 0, minId: 0, hash: bigInt(0) }))
        return page.messages.filter((m) => m.className === 'Message').map((m) => ({ id: m.id, text: m.message }))
      }
      case 'topics': {
        const res = await client.invoke(new Api.channels.GetForumTopics({ channel, offsetDate: 0, offsetId: 0, offsetTopic: 0, limit: 100 }))
        return res.topics.filter((t) => t.className === 'ForumTopic').map((t) => ({ id: t.id, title: t.title, unread: t.unreadCount, closed: !!t.closed, pinned: !!t.pinned }))
      }
      case 'read': await client.invoke(new Api.messages.ReadDiscussion({ peer: channel, msgId: q.topic, readMaxId: q.upto })); return {}
      case 'close': await client.invoke(new Api.channels.EditForumTopic({ channel, topicId: q.topic, closed: true })); return {}
      case 'pin': await client.invoke(new Api.channels.UpdatePinnedForumTopic({ channel, topicId: q.topic, pinned: true })); return {}
      case 'drop': await client.invoke(new Api.channels.DeleteTopicHistory({ channel, topMsgId: q.topic })); return {}
    }
    throw new Error(`no ${q.do}`)
  },

  /** What is done with groups and channels. */
  async group(q) {
    const basic = q.chat > -1e12
    const marked = (res) => {
      const chat = (res.updates ?? res).chats?.[0] ?? res.chats?.[0]
      return { id: chat.className === 'Chat' ? -Number(chat.id) : -1e12 - Number(chat.id) }
    }
    const chatId = () => bigInt(-q.chat)
    switch (q.do) {
      case 'newGroup': return marked(await client.invoke(new Api.messages.CreateChat({ title: q.title, users: await Promise.all(q.with.map(entity)) })))
      case 'newChannel':
        return marked(await client.invoke(new Api.channels.CreateChannel({ title: q.title, about: '', broadcast: q.broadcast, megagroup: !q.broadcast })))
      case 'invite':
        await client.invoke(basic
          ? new Api.messages.AddChatUser({ chatId: chatId(), userId: await entity(q.who), fwdLimit: 0 })
          : new Api.channels.InviteToChannel({ channel: await entity(q.chat), users: [await entity(q.who)] }))
        return { id: q.chat }
      case 'remove':
        await client.invoke(basic
          ? new Api.messages.DeleteChatUser({ chatId: chatId(), userId: await entity(q.who) })
          : new Api.channels.EditBanned({
            channel: await entity(q.chat), participant: await entity(q.who), bannedRights: new Api.ChatBannedRights({ viewMessages: true, untilDate: 0 }),
          }))
        return { id: q.chat }
      case 'link': return { link: (await client.invoke(new Api.messages.ExportChatInvite({ peer: await entity(q.chat) }))).link }
      case 'join': return marked(await client.invoke(new Api.messages.ImportChatInvite({ hash: q.link.slice(q.link.lastIndexOf('+') + 1) })))
      case 'leave':
        await client.invoke(basic
          ? new Api.messages.DeleteChatUser({ chatId: chatId(), userId: new Api.InputUserSelf() })
          : new Api.channels.LeaveChannel({ channel: await entity(q.chat) }))
        return { id: q.chat }
      case 'rename':
        await client.invoke(basic
          ? new Api.messages.EditChatTitle({ chatId: chatId(), title: q.title })
          : new Api.channels.EditTitle({ channel: await entity(q.chat), title: q.title }))
        return { id: q.chat }
      case 'pin': await client.invoke(new Api.messages.UpdatePinnedMessage({ peer: await entity(q.chat), id: q.id })); return { id: q.chat }
      case 'promote':
        await client.invoke(new Api.channels.EditAdmin({
          channel: await entity(q.chat), userId: await entity(q.who), rank: '', adminRights: new Api.ChatAdminRights(Object.fromEntries(q.rights.map((r) => [r, true]))),
        }))
        return { id: q.chat }
      case 'restrict':
        await client.invoke(new Api.channels.EditBanned({ channel: await entity(q.chat), participant: await entity(q.who), bannedRights: bans(q.silent) }))
        return { id: q.chat }
      case 'quiet':
        await client.invoke(new Api.messages.EditChatDefaultBannedRights({ peer: await entity(q.chat), bannedRights: bans(q.silent) }))
        return { id: q.chat }
      case 'someLink':
        return {
          link: (await client.invoke(new Api.messages.ExportChatInvite({
            peer: await entity(q.chat), requestNeeded: q.request, usageLimit: q.limit || undefined, expireDate: q.expires || undefined,
          }))).link,
        }
      case 'letIn': await client.invoke(new Api.messages.HideAllChatJoinRequests({ peer: await entity(q.chat), approved: true })); return { id: q.chat }
      case 'slow': await client.invoke(new Api.channels.ToggleSlowMode({ channel: await entity(q.chat), seconds: q.seconds })); return { id: q.chat }
      case 'name': await client.invoke(new Api.channels.UpdateUsername({ channel: await entity(q.chat), username: q.name })); return { id: q.chat }
      case 'joinNamed': return marked(await client.invoke(new Api.channels.JoinChannel({ channel: await client.getInputEntity(q.name) })))
      case 'end':
        await client.invoke(basic ? new Api.messages.DeleteChat({ chatId: chatId() }) : new Api.channels.DeleteChannel({ channel: await entity(q.chat) }))
        return { id: q.chat }
    }
    throw new Error(`no ${q.do}`)
  },

  async call({ method, args }) {
    const res = await client.invoke(new (named(method))(object(args ?? {})))
    return JSON.parse(JSON.stringify(res, (k, v) => (k.startsWith('_') ? undefined : v)) ?? 'null')
  },

  /** Which layer this library speaks. */
  layer: () => LAYER,

  async stop() {
    writeFileSync(file, client.session.save())
    await client.destroy()
  },
}

serve(commands, (e) => (e instanceof RPCError ? { code: e.code, text: e.errorMessage } : undefined))
