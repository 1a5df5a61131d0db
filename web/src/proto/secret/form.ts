import { bytesToText, textToBytes } from '../wire/base64'

// What is kept of secret chats, as bytes: JSON in which bytes and numbers of 64 bits have a form of their own.

const piece = 0x8000

function toText(b: Uint8Array): string {
  let out = ''
  for (let at = 0; at < b.length; at += piece * 3) out += bytesToText(b.subarray(at, at + piece * 3))
  return out
}

export function toForm(value: unknown): Uint8Array {
  const text = JSON.stringify(value, (_, v: unknown) => {
    if (typeof v === 'bigint') return { $n: String(v) }
    if (v instanceof Uint8Array) return { $b: toText(v) }
    return v
  })
  return new TextEncoder().encode(text)
}

export function fromForm<T>(bytes: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(bytes), (_, v: unknown) => {
    if (typeof v !== 'object' || v === null) return v
    if ('$n' in v) return BigInt((v as { $n: string }).$n)
    if ('$b' in v) return textToBytes((v as { $b: string }).$b)
    return v
  }) as T
}
