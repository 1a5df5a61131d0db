// Package wire holds what both sides of MTProto 2.0 share: the frames of every
// TCP transport, obfuscation, WebSocket framing, the record layer (msg_key,
// AES-IGE), the arithmetic and messages of the key exchange and the service
// messages. Nothing here keeps a session or opens a socket: package mtp is the
// server above it and package mtclient the client.
//
// Every decoder works on bytes that a stranger chose. It bounds each length by
// the bytes that remain before it allocates, returns an error value and never
// panics; each has a fuzz target.
//
//   - https://core.telegram.org/mtproto/description
//   - https://core.telegram.org/mtproto/auth_key
//   - https://core.telegram.org/mtproto/mtproto-transports
//   - https://core.telegram.org/mtproto/service_messages
package wire
