import { connectWs } from '@fuman/net'
import { IntermediatePacketCodec, ObfuscatedPacketCodec, type TelegramTransport } from '@mtcute/core'

/** MTProto over a WebSocket to the server that the page came from, whatever data centre is asked for: there is one. */
export const transport: TelegramTransport = {
  connect() {
    const url = new URL('/apiws', self.location.origin)
    url.protocol = url.protocol.replace('http', 'ws')
    return connectWs({ url: url.href, protocols: 'binary' })
  },
  packetCodec: () => new ObfuscatedPacketCodec(new IntermediatePacketCodec()),
}
