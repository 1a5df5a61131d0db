import { maxPayload, seal, sideOf } from './cipher'
import { random } from './dh'
import { lower } from './layers'
import { rekey } from './rekey'
import { layerOf, NotReady, type InputFile, type State, type Unconfirmed } from './state'
import { startTimers, watch } from './timers'
import { encode } from './tl'
import type { DecryptedMessage, DecryptedMessageService, TypeDecryptedMessageAction } from './tl_gen'

/** How many messages wait for the other side to come back before no more can be sent. */
const maxUnconfirmed = 10_000

/** A message's number. */
export function randomId(): bigint {
  for (;;) {
    const id = new DataView(random(8).buffer).getBigInt64(0)
    if (id !== 0n) return id
  }
}

/** Encrypts a message and puts it into the outbox. One without a timer gets the chat's. What the other side's layer cannot say is left out. */
export function send(s: State, m: DecryptedMessage, file: InputFile | undefined, now: number): void {
  usable(s)
  const timed = { ...m, ttl: m.ttl || s.ttl }
  put(s, lower(timed, layerOf(s)), { randomId: m.randomId, service: false, silent: m.silent === true, file })
  if (timed.ttl > 0) watch(s, m.randomId, timed.ttl, true)
  rekey(s, now)
}

/** What people do besides writing. Everything else of the protocol the chat does by itself. */
export type Deed = Extract<TypeDecryptedMessageAction, {
  _: 'decryptedMessageActionSetMessageTTL' | 'decryptedMessageActionReadMessages' | 'decryptedMessageActionDeleteMessages'
    | 'decryptedMessageActionFlushHistory' | 'decryptedMessageActionScreenshotMessages' | 'decryptedMessageActionTyping' | 'decryptedMessageActionNoop'
}>

export function perform(s: State, a: Deed, now: number): void {
  usable(s)
  if (a._ === 'decryptedMessageActionSetMessageTTL') s.ttl = Math.max(0, a.ttlSeconds)
  else if (a._ === 'decryptedMessageActionReadMessages') startTimers(s, a.randomIds, false, now)
  else if (a._ === 'decryptedMessageActionDeleteMessages') for (const id of a.randomIds) delete s.timers[String(id)]
  if (a._ === 'decryptedMessageActionFlushHistory') s.timers = {}
  act(s, a)
  rekey(s, now)
}

/** Puts a service message into the outbox. */
export function act(s: State, action: TypeDecryptedMessageAction): void {
  const id = randomId()
  put(s, { _: 'decryptedMessageService', randomId: id, action }, { randomId: id, service: true, silent: false })
}

function usable(s: State): void {
  if (s.phase !== 'ready' || s.outbox.length >= maxUnconfirmed) throw new NotReady()
}

/**
 * Gives a message its number, encrypts it and keeps it until it is confirmed.
 * https://core.telegram.org/api/end-to-end/seq_no
 */
function put(s: State, message: DecryptedMessage | DecryptedMessageService, o: Omit<Unconfirmed, 'seq' | 'data' | 'sent'>): void {
  if (!s.key) throw new NotReady()
  // The creator sends odd numbers and confirms with even ones, the other side the other way round.
  const odd = s.creator ? 1 : 0
  const plain = encode({
    _: 'decryptedMessageLayer', randomBytes: random(31), layer: layerOf(s), inSeqNo: 2 * s.worked + 1 - odd, outSeqNo: 2 * s.sent + odd, message,
  })
  if (plain.length > maxPayload / 16) throw new Error('the message is too large')
  s.outbox.push({ ...o, seq: s.sent, data: seal(s.key.key, sideOf(s.creator), plain), sent: false })
  s.sent++
  s.key.uses++
}
