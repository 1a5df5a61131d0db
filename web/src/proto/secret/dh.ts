import { sha1 } from '@mtcute/wasm'

/** Diffie-Hellman as secret chats use it, with every check of the published guidelines. */

/** A group or a public value that must not be used. */
export class DhError extends Error {
  constructor() {
    super('bad Diffie-Hellman value')
  }
}

/** What messages.getDhConfig answers. */
export interface DhConfig {
  readonly version: number
  readonly g: number
  readonly prime: Uint8Array
  /** Mixed into our own randomness. */
  readonly random: Uint8Array
}

/** Of the prime, of public values and of keys, in bytes. */
export const size = 256
/** Public values lie this many bits from both ends. */
const margin = 2048n - 64n
/** Of the test of primality. */
const rounds = 64

/** The prime that Telegram's servers have always used. It was checked, so that only others have to be. */
export const knownPrime =
  'c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c37' +
  '20fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f642477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4' +
  'a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4' +
  'e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b'

export const toHex = (b: Uint8Array): string => Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('')

export const fromHex = (s: string): Uint8Array => Uint8Array.from(s.match(/../g) ?? [], (x) => parseInt(x, 16))

const toNumber = (b: Uint8Array): bigint => (b.length === 0 ? 0n : BigInt(`0x${toHex(b)}`))

const toBytes = (n: bigint): Uint8Array => fromHex(n.toString(16).padStart(2 * size, '0'))

export const random = (n: number): Uint8Array => crypto.getRandomValues(new Uint8Array(n))

/**
 * Makes sure that prime is a safe prime of 2048 bits and that g generates its subgroup of prime order.
 * https://core.telegram.org/mtproto/security_guidelines#validation-of-dh-parameters
 */
export function checkGroup(g: number, prime: Uint8Array): void {
  const p = toNumber(prime)
  if (prime.length !== size || p >> 2047n !== 1n || !residue(g, p)) throw new DhError()
  if (toHex(prime) !== knownPrime && !(probablyPrime(p >> 1n) && probablyPrime(p))) throw new DhError()
}

/** The published rule for each g: it must be a quadratic residue modulo p. */
function residue(g: number, p: bigint): boolean {
  const mod = (m: number): number => Number(p % BigInt(m))
  switch (g) {
    case 2:
      return mod(8) === 7
    case 3:
      return mod(3) === 2
    case 4:
      return true
    case 5:
      return [1, 4].includes(mod(5))
    case 6:
      return [19, 23].includes(mod(24))
    case 7:
      return [3, 5, 6].includes(mod(7))
    default:
      return false
  }
}

/** Miller and Rabin's test with random bases. */
function probablyPrime(n: bigint): boolean {
  for (const small of [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n]) if (n % small === 0n) return n === small
  let d = n - 1n
  let twos = 0
  for (; (d & 1n) === 0n; d >>= 1n) twos++
  const exponent = toBytes(d)
  for (let i = 0; i < rounds; i++) {
    let x = raise((toNumber(random(size)) % (n - 3n)) + 2n, exponent, n)
    if (x === 1n || x === n - 1n) continue
    let left = twos
    while (--left > 0 && x !== n - 1n) x = (x * x) % n
    if (x !== n - 1n) return false
  }
  return true
}

/**
 * Both mandatory checks of g_a and g_b: between 1 and p-1, and between 2^(2048-64) and p - 2^(2048-64). The second implies the first.
 * https://core.telegram.org/mtproto/security_guidelines#g-a-and-g-b-validation
 */
export function checkPublic(v: Uint8Array, prime: Uint8Array): void {
  const x = toNumber(v)
  const low = 1n << margin
  if (v.length === 0 || v.length > size || x < low || x > toNumber(prime) - low) throw new DhError()
}

/**
 * base to the power of a number of 256 bytes. It makes the same multiplications whatever the exponent is. The browser's numbers take
 * not quite the same time for all values; who could measure that runs code beside the worker.
 */
function raise(base: bigint, exponent: Uint8Array, p: bigint): bigint {
  const table = [1n % p]
  for (let i = 1; i < 16; i++) table.push(((table[i - 1] ?? 1n) * base) % p)
  let out = 1n
  for (const byte of exponent) {
    for (const digit of [byte >> 4, byte & 15]) {
      for (let i = 0; i < 4; i++) out = (out * out) % p
      out = (out * (table[digit] ?? 1n)) % p
    }
  }
  return out
}

/**
 * Draws a secret of 2048 bits. What the server gave is mixed in, so that it helps where our own randomness is bad and does no harm
 * where it is good.
 */
export function newExponent(server: Uint8Array | undefined): Uint8Array {
  const e = random(size)
  server?.forEach((b, i) => (e[i % size] = (e[i % size] ?? 0) ^ b))
  return e
}

export interface Pair {
  readonly secret: Uint8Array
  readonly open: Uint8Array
}

/** A secret and its public value, which passes the check that the other side makes. */
export function newPair(g: number, prime: Uint8Array, server?: Uint8Array): Pair {
  for (;;) {
    const secret = newExponent(server)
    const open = toBytes(raise(BigInt(g), secret, toNumber(prime)))
    try {
      checkPublic(open, prime)
      return { secret, open }
    } catch {
      secret.fill(0)
    }
  }
}

/** The key that follows from the peer's public value, which is checked first. */
export function sharedKey(open: Uint8Array, secret: Uint8Array, prime: Uint8Array): Uint8Array {
  checkPublic(open, prime)
  return toBytes(raise(toNumber(open), secret, toNumber(prime)))
}

/** The number by which the protocol names a key: the last 64 bits of its SHA-1. It protects against mistakes, not against an attacker. */
export function fingerprint(key: Uint8Array): bigint {
  const h = sha1(key)
  return new DataView(h.buffer, h.byteOffset, h.length).getBigInt64(12, true)
}
