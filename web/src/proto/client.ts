import { networkMiddlewares, toggleChannelIdMark, type RpcCallMiddleware } from '@mtcute/core'
import { BaseTelegramClient } from '@mtcute/core/client.js'
import { addPublicKey } from '@mtcute/core/utils.js'
import type { PeerId } from '../model/peer'
import type { ServerInfo } from '../model/session'
import { Crypto } from './crypto'
import { deviceModel, platform, systemVersion } from './platform'
import type { Storage } from './storage'
import { transport } from './transport'

const appId = 1
const appHash = '0123456789abcdef0123456789abcdef'

/** What the library would keep to itself. */
export interface Hear {
  /** Every word by which the server refuses something, also what the library asked for itself. */
  readonly refused: (text: string) => void
  /** Stands around every call. */
  readonly around: RpcCallMiddleware
  /** What the server answers to somebody who was away. */
  readonly caughtUp: (answer: unknown) => void
  /** So much happened in a channel meanwhile that it is not told piece by piece. */
  readonly tooLong: (channel: PeerId) => void
}

/**
 * Makes the library's client for one server. Temporary keys (PFS) are in use; the permanent one never leaves the database.
 */
export async function makeClient(server: ServerInfo, storage: Storage, hear: Hear): Promise<BaseTelegramClient> {
  const crypto = new Crypto()
  await crypto.initialize()
  addPublicKey(crypto, server.key.pem)
  const dc = { id: server.dc, ipAddress: '127.0.0.1', port: 443 } // the transport knows where the server is
  return new BaseTelegramClient({
    apiId: appId,
    apiHash: appHash,
    crypto,
    platform,
    storage,
    transport,
    updates: { onChannelTooLong: (id) => hear.tooLong(toggleChannelIdMark(id)) },
    defaultDcs: { main: dc, media: dc },
    network: {
      usePfs: true,
      middlewares: [...networkMiddlewares.basic(), networkMiddlewares.onRpcError((_, e) => hear.refused(e.errorMessage)), overhear(hear.caughtUp), hear.around],
    },
    initConnectionOptions: {
      deviceModel: deviceModel(),
      systemVersion: systemVersion(),
      appVersion: `Web ${server.build}`,
      systemLangCode: navigator.language,
      langCode: navigator.language.split('-')[0] ?? 'en',
    },
    reconnectionStrategy: ({ consequentFails }) => (consequentFails === 0 ? 200 : Math.min(1000 * consequentFails, 5000)),
  })
}

/** Tells of the answers by which the library catches up. */
const overhear = (tell: (answer: unknown) => void): RpcCallMiddleware => async (ctx, next) => {
  const answer = await next(ctx)
  if (/^updates\.get(Channel)?Difference$/.test(ctx.request._)) tell(answer)
  return answer
}
