import { getMarkedPeerId, Long, toggleChannelIdMark } from '@mtcute/core'
import type { GroupFlag, LogEvent } from '../../model/group'
import { isChannel, type PeerId } from '../../model/peer'
import { Refused } from '../failure'
import type { Session } from '../session'
import { logEventOf } from '../wire/log'
import { refresh } from './groups'

/** What admins change about a group or channel. */

/** Does something; that nothing changed is no trouble. */
async function unlessSame(what: Promise<unknown>): Promise<void> {
  try {
    await what
  } catch (e) {
    if (!/_NOT_MODIFIED$/.test(Refused.of(e).text)) throw e
  }
}

export async function saveGroup(s: Session, args: { chat: PeerId; title?: string; about?: string }): Promise<void> {
  const { chat } = args
  if (args.title !== undefined) {
    const title = args.title.trim()
    await unlessSame(s.change(isChannel(chat)
      ? { _: 'channels.editTitle', channel: await s.channel(chat), title }
      : { _: 'messages.editChatTitle', chatId: -chat, title }))
  }
  if (args.about !== undefined) await unlessSame(s.call({ _: 'messages.editChatAbout', peer: await s.peer(chat), about: args.about.trim() }))
  s.emit('group', { chat })
}

/** Whether a group could have a public name: the server's word for why not, '' if so. */
export async function checkGroupName(s: Session, args: { chat?: PeerId; username: string }): Promise<string> {
  try {
    const channel = args.chat !== undefined && isChannel(args.chat) ? await s.channel(args.chat) : ({ _: 'inputChannelEmpty' } as const)
    return (await s.call({ _: 'channels.checkUsername', channel, username: args.username })) ? '' : 'USERNAME_OCCUPIED'
  } catch (e) {
    const { text } = Refused.of(e)
    if (/^(USERNAME_|CHANNELS_ADMIN_PUBLIC)/.test(text)) return text
    throw e
  }
}

/** An empty name makes it private. Answers which group it is now: a basic group becomes a supergroup to have one. */
export async function saveGroupName(s: Session, args: { chat: PeerId; username: string }): Promise<PeerId> {
  const chat = args.username === '' ? args.chat : await toSupergroup(s, { chat: args.chat })
  await unlessSame(s.call({ _: 'channels.updateUsername', channel: await s.channel(chat), username: args.username }))
  await refresh(s, chat)
  return chat
}

/** https://core.telegram.org/api/channel#migration */
export async function toSupergroup(s: Session, args: { chat: PeerId }): Promise<PeerId> {
  if (isChannel(args.chat)) return args.chat
  const answer = await s.change({ _: 'messages.migrateChat', chatId: -args.chat })
  const made = 'chats' in answer ? answer.chats.find((c) => c._ === 'channel') : undefined
  if (made?._ !== 'channel') throw new Refused('CHAT_INVALID')
  const id = toggleChannelIdMark(made.id)
  await refresh(s, id)
  return id
}

export async function setSlow(s: Session, args: { chat: PeerId; seconds: number }): Promise<void> {
  await unlessSame(s.change({ _: 'channels.toggleSlowMode', channel: await s.channel(args.chat), seconds: args.seconds }))
  await refresh(s, args.chat)
}

export async function setFlag(s: Session, args: { chat: PeerId; flag: GroupFlag; on: boolean }): Promise<void> {
  const { flag, on: enabled, chat } = args
  if (flag === 'noForwards') {
    await unlessSame(s.change({ _: 'messages.toggleNoForwards', peer: await s.peer(chat), enabled }))
  } else {
    const channel = await s.channel(chat)
    await unlessSame(s.change(
      flag === 'signatures' ? { _: 'channels.toggleSignatures', channel, signaturesEnabled: enabled }
        : flag === 'hiddenHistory' ? { _: 'channels.togglePreHistoryHidden', channel, enabled }
          : flag === 'forum' ? { _: 'channels.toggleForum', channel, enabled, tabs: false }
          : flag === 'joinToSend' ? { _: 'channels.toggleJoinToSend', channel, enabled }
            : { _: 'channels.toggleJoinRequest', channel, enabled },
    ))
  }
  await refresh(s, chat)
}

/** Where the posts of a channel are discussed; nowhere without a group. */
export async function setDiscussion(s: Session, args: { chat: PeerId; group?: PeerId }): Promise<void> {
  const group = args.group === undefined ? ({ _: 'inputChannelEmpty' } as const) : await s.channel(await toSupergroup(s, { chat: args.group }))
  await unlessSame(s.call({ _: 'channels.setDiscussionGroup', broadcast: await s.channel(args.chat), group }))
  await refresh(s, args.chat)
}

/** Gives a group or channel to another admin. The server wants the password of two-step verification. */
export async function giveAway(s: Session, args: { chat: PeerId; user: PeerId; password: string }): Promise<void> {
  const params = await s.call({ _: 'account.getPassword' })
  const password = params.hasPassword ? await s.client.computeSrpParams(params, args.password) : ({ _: 'inputCheckPasswordEmpty' } as const)
  const chat = await s.peer(args.chat)
  const userId = await s.user(args.user)
  await s.change({ _: 'messages.editChatCreator', peer: chat, userId, password })
  await refresh(s, args.chat)
}

/** What admins did lately, the latest first, before an event ('' for the latest). */
export async function getLog(s: Session, args: { chat: PeerId; before: string; query: string }): Promise<readonly LogEvent[]> {
  const answer = await s.call({
    _: 'channels.getAdminLog', channel: await s.channel(args.chat), q: args.query.trim(), maxId: args.before === '' ? Long.ZERO : Long.fromString(args.before),
    minId: Long.ZERO, limit: 50,
  })
  return answer.events.map(logEventOf)
}

/** As whom we may write in a supergroup: ourselves, or channels of ours. https://core.telegram.org/method/channels.getSendAs */
export async function getSenders(s: Session, args: { chat: PeerId }): Promise<readonly PeerId[]> {
  const { peers } = await s.call({ _: 'channels.getSendAs', peer: await s.peer(args.chat) })
  return peers.map((p) => getMarkedPeerId(p.peer))
}

/** Has what we write there be somebody's from now on. */
export async function setSender(s: Session, args: { chat: PeerId; as: PeerId }): Promise<void> {
  await s.call({ _: 'messages.saveDefaultSendAs', peer: await s.peer(args.chat), sendAs: await s.peer(args.as) })
  s.emit('group', { chat: args.chat })
}
