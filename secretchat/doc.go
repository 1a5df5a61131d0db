// Package secretchat is the client side of Telegram's secret chats: what the two ends do so that nobody between them can read along.
// It stands on its own. It imports nothing else of this project, and works with any client library that can call methods and
// receive updates: see Transport, and the example.
//
// A Chat is a state machine without input or output. What it is given (a peer's value, an encrypted message, the time) changes its
// state and yields events and encrypted messages. A Client connects chats to a Transport and a Store, in the order that keeps them
// whole through crashes:
//
//   - What a chat has to say is stored before it is sent: the Store is given the state, which holds the encrypted message, and only
//     then is the message handed to the Transport. After a crash the same bytes are sent again, never others under the same number.
//   - What a chat has heard is stored before it is acknowledged: the Store is given the new state and the events in one call, and only
//     then does Client.Receive return, after which the caller may acknowledge the update's qts. After a crash before that, the
//     server brings the message again; after it, the repetition is dropped.
//
// # What is checked
//
// The group must be a safe prime of 2048 bits with a generator of its subgroup of prime order. Public values must lie between
// 2^1984 and p - 2^1984. The server's randomness is mixed into ours and never used alone. The fingerprint that the peer names must be
// that of the key. Messages are MTProto 2.0 alone; msg_key is compared in constant time before anything is looked at. Sequence
// numbers have the parity of their sender; repeats are dropped, gaps are held and asked for, and whatever cannot come from an
// honest peer ends the chat. Layers only rise. Keys are exchanged anew after 100 messages or a week, one exchange at a time.
//
// https://core.telegram.org/api/end-to-end
// https://core.telegram.org/api/end-to-end/seq_no
// https://core.telegram.org/api/end-to-end/pfs
package secretchat
