import { Forged, keyNamed, maxPayload, openPlain, proofOf, sideOf, within } from './cipher'
import { fingerprint } from './dh'
import { raise } from './layers'
import { keyAborted, keyAccepted, keyCommitted, keyFor, keyRequested, rekey } from './rekey'
import { act } from './send'
import { layerOf, minLayer, NotReady, secondsOf, Violation, type EncryptedFile, type Happening, type Held, type State } from './state'
import { startTimers, watch } from './timers'
import { decode, Reader, TlError } from './tl'
import type { DecryptedMessageActionResend, TlObject, TypeDecryptedMessage, TypeDecryptedMessageAction } from './tl_gen'

const maxEarly = 100
/** How far ahead of what is missing a message may be. */
const maxHeld = 1000
/** Bytes of randomness in a message. */
const minRandom = 15
/** Seconds after which what is missing is asked for again. */
export const askAgain = 30
const layerHeader = 0x1be31789

/**
 * Takes an encrypted message. What happened and the new state have to be stored before the message is acknowledged. It throws Forged for
 * what the other side did not make, which changes nothing, and a Violation for what no honest client makes, which ends the chat.
 */
export function receive(
  s: State, data: Uint8Array, date: number, file: EncryptedFile | undefined, now: number, out: Happening[], how: { early?: boolean } = {},
): void {
  if (s.phase === 'requested' || s.phase === 'accepting') {
    if (s.early.length === maxEarly || data.length > maxPayload) throw new NotReady()
    s.early.push({ data, date, file })
    return
  }
  if (s.phase !== 'ready') throw new NotReady()
  let h: Held
  try {
    h = unpack(s, data, date, file)
  } catch (e) {
    if (how.early && e instanceof Forged) return // it came before there was a key to say so
    throw e
  }
  if (h.seq < s.worked || s.held.some((x) => x.seq === h.seq)) return // a repetition
  if (h.seq > s.worked) {
    hold(s, h, now)
    return
  }
  work(s, h, now, out)
  for (let next = s.held[0]; next && next.seq === s.worked; next = s.held[0]) {
    s.held.shift()
    work(s, next, now, out)
  }
  rekey(s, now)
}

/** Decrypts a message and looks at its numbers. */
function unpack(s: State, data: Uint8Array, date: number, file: EncryptedFile | undefined): Held {
  const key = keyFor(s, keyNamed(data))
  if (!key) throw new Forged()
  const side = sideOf(!s.creator)
  const plain = openPlain(key.key, side, data)
  const r = new Reader(within(plain))
  let numbers: { readonly random: Uint8Array; readonly layer: number; readonly inSeq: number; readonly outSeq: number }
  try {
    if (r.int() !== layerHeader) throw new Violation('a message without a layer')
    numbers = { random: r.string(), layer: r.int(), inSeq: r.int(), outSeq: r.int() }
  } catch (e) {
    throw e instanceof TlError ? new Violation('a message without sequence numbers') : e
  }
  const { random, layer, inSeq, outSeq } = numbers
  if (random.length < minRandom) throw new Forged() // "must be ignored"
  const odd = s.creator ? 0 : 1
  if (inSeq < 0 || outSeq < 0 || (outSeq & 1) !== odd || (inSeq & 1) === odd) throw new Violation('sequence numbers of the wrong parity')
  return { seq: outSeq >> 1, confirms: inSeq >> 1, layer, key: fingerprint(key.key), date, body: r.rest(), file, proof: proofOf(key.key, side, plain) }
}

/** Keeps a message until those before it have come, and asks for them. */
function hold(s: State, h: Held, now: number): void {
  if (h.seq - s.worked > maxHeld) throw new Violation('a message from too far ahead')
  // A request to send again is answered at once: the other side may be holding what we wait for.
  const a = resendOf(h.body)
  if (a) {
    resend(s, a)
    h.done = true
  }
  s.held.push(h)
  s.held.sort((x, y) => x.seq - y.seq)
  ask(s, now)
}

/** Asks for what is missing and was not asked for yet. */
export function ask(s: State, now: number): void {
  let from = Math.max(s.worked, s.asked)
  const odd = s.creator ? 0 : 1
  for (const h of s.held) {
    if (h.seq < from) continue
    if (h.seq > from) {
      act(s, { _: 'decryptedMessageActionResend', startSeqNo: 2 * from + odd, endSeqNo: 2 * (h.seq - 1) + odd })
      s.askedAt = secondsOf(now)
    }
    from = h.seq + 1
  }
  s.asked = Math.max(s.asked, from)
}

/** The request to send again that a message is, if it is one. */
function resendOf(body: Uint8Array): DecryptedMessageActionResend | undefined {
  const x = understood(body)
  return x?._ === 'decryptedMessageService' && x.action._ === 'decryptedMessageActionResend' ? x.action : undefined
}

function understood(body: Uint8Array): TlObject | undefined {
  try {
    return decode(body)
  } catch (e) {
    if (e instanceof TlError) return undefined
    throw e
  }
}

/** Puts messages back among those that are to be sent, as the bytes that they were. */
function resend(s: State, a: DecryptedMessageActionResend): void {
  const odd = s.creator ? 1 : 0
  const from = a.startSeqNo >> 1
  const to = a.endSeqNo >> 1
  if (a.startSeqNo < 0 || (a.startSeqNo & 1) !== odd || (a.endSeqNo & 1) !== odd || to < from || to >= s.sent || to - from > maxHeld) {
    throw new Violation('a request to send again what was never sent')
  }
  for (const o of s.outbox) if (o.seq >= from && o.seq <= to) o.sent = false
}

/** Takes the message whose turn it is. */
function work(s: State, h: Held, now: number, out: Happening[]): void {
  if (h.confirms < s.hisWorked || h.confirms > s.sent) throw new Violation('a confirmation that goes back or ahead of what was sent')
  if (h.layer < minLayer || h.layer < s.lastLayer) throw new Violation(`a layer that was lowered to ${h.layer}`)
  const key = keyFor(s, h.key)
  if (key && key === s.key) {
    // The other side uses our newest key, so nothing comes with an older one any more.
    s.old?.key.fill(0)
    s.old = undefined
    key.uses++
  } else if (!key || key !== s.old) {
    throw new Violation('a key before it was committed to, or after')
  }
  const before = layerOf(s)
  s.hisWorked = h.confirms
  s.lastLayer = h.layer
  s.hisLayer = Math.max(s.hisLayer, h.layer)
  s.outbox = s.outbox.filter((o) => o.seq >= h.confirms)
  s.worked++
  understand(s, h, now, out)
  if (layerOf(s) !== before) out.push({ kind: 'layer' })
}

/** Looks at what a message says. */
function understand(s: State, h: Held, now: number, out: Happening[]): void {
  const x = understood(h.body)
  if (!x || !isMessage(x)) {
    out.push({ kind: 'unsupported', date: h.date })
    return
  }
  const said = raise(x)
  if ('action' in said) {
    acted(s, said.action, h, now, out)
    return
  }
  const message = { ...said.message, ttl: Math.max(0, said.message.ttl) }
  if (message.ttl > 0) watch(s, message.randomId, message.ttl, false)
  out.push({ kind: 'received', message, date: h.date, file: h.file, proof: h.proof })
}

const kinds = ['decryptedMessage', 'decryptedMessage8', 'decryptedMessage23', 'decryptedMessage46', 'decryptedMessageService', 'decryptedMessageService8']

const isMessage = (x: TlObject): x is TypeDecryptedMessage => kinds.includes(x._)

/** Takes a service message. */
function acted(s: State, a: TypeDecryptedMessageAction, h: Held, now: number, out: Happening[]): void {
  switch (a._) {
    case 'decryptedMessageActionSetMessageTTL':
      s.ttl = Math.max(0, a.ttlSeconds)
      out.push({ kind: 'ttl', seconds: s.ttl, date: h.date })
      return
    case 'decryptedMessageActionReadMessages':
      startTimers(s, a.randomIds, true, now)
      out.push({ kind: 'seen', ids: a.randomIds })
      return
    case 'decryptedMessageActionDeleteMessages':
      for (const id of a.randomIds) delete s.timers[String(id)]
      out.push({ kind: 'deleted', ids: a.randomIds })
      return
    case 'decryptedMessageActionScreenshotMessages':
      out.push({ kind: 'screenshot', date: h.date })
      return
    case 'decryptedMessageActionFlushHistory':
      s.timers = {}
      out.push({ kind: 'flushed' })
      return
    case 'decryptedMessageActionTyping':
      out.push({ kind: 'typing', action: a.action })
      return
    case 'decryptedMessageActionNotifyLayer':
      if (a.layer < s.hisLayer || a.layer < minLayer) throw new Violation(`a layer that was lowered to ${a.layer}`)
      s.hisLayer = a.layer
      return
    case 'decryptedMessageActionResend':
      if (!h.done) resend(s, a)
      return
    case 'decryptedMessageActionRequestKey':
      return keyRequested(s, a, now)
    case 'decryptedMessageActionAcceptKey':
      return keyAccepted(s, a, now, out)
    case 'decryptedMessageActionCommitKey':
      return keyCommitted(s, a, out)
    case 'decryptedMessageActionAbortKey':
      return keyAborted(s, a)
    case 'decryptedMessageActionNoop':
  }
}
