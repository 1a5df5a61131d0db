import type { tl } from '@mtcute/core'
import type { Notify, NotifyKind } from '../../model/settings'
import { mutedUntil } from '../wire/chat'
import type { Session } from '../session'

/** The number of browsers' push services. https://core.telegram.org/api/push-updates#subscribing-to-notifications */
const pushBrowser = 10

const forEver = 0x7fffffff

const peers: Record<NotifyKind, tl.TypeInputNotifyPeer> = {
  people: { _: 'inputNotifyUsers' },
  groups: { _: 'inputNotifyChats' },
  channels: { _: 'inputNotifyBroadcasts' },
}

export async function getNotify(s: Session, args: { kind: NotifyKind }): Promise<Notify> {
  const n = await s.call({ _: 'account.getNotifySettings', peer: peers[args.kind] })
  return { on: mutedUntil(n) < Date.now() / 1000, previews: n.showPreviews !== false, sound: n.silent !== true }
}

export async function saveNotify(s: Session, args: { kind: NotifyKind; notify: Notify }): Promise<void> {
  const { on, previews, sound } = args.notify
  await s.call({
    _: 'account.updateNotifySettings', peer: peers[args.kind],
    settings: { _: 'inputPeerNotifySettings', muteUntil: on ? 0 : forEver, showPreviews: previews, silent: !sound },
  })
}

/** Has the server tell this browser of messages while no page is open; token is its subscription, as JSON. */
export async function registerPush(s: Session, args: { token: string }): Promise<void> {
  await s.call({
    _: 'account.registerDevice', tokenType: pushBrowser, token: args.token, appSandbox: false, secret: new Uint8Array(), otherUids: [],
  })
}

export async function unregisterPush(s: Session, args: { token: string }): Promise<void> {
  await s.call({ _: 'account.unregisterDevice', tokenType: pushBrowser, token: args.token, otherUids: [] })
}
