import type { Country } from '../model/session'

const digits = (s: string): string => s.replace(/[^0-9]/g, '')

/** The country whose code a number begins with: the longest that fits. */
export function countryOf<C extends Country>(all: readonly C[], phone: string): C | undefined {
  const number = digits(phone)
  let best: C | undefined
  for (const c of all) {
    if (number.startsWith(c.code) && c.code.length > (best?.code.length ?? 0)) best = c
  }
  return best
}

/** The same number with the code of another country before it. */
export function withCountry(phone: string, from: Country | undefined, to: Country): string {
  const rest = digits(phone).slice(from?.code.length ?? 0)
  return `+${to.code} ${from || rest === '' ? rest : ''}`
}

/** What may be read out of a link or a text by which a device asks to be let in; '' is nothing. */
export function loginTokenIn(text: string): string {
  const found = /(?:token=|#link=)([A-Za-z0-9_-]+=*)/.exec(text) ?? /^([A-Za-z0-9_-]{20,}=*)$/.exec(text.trim())
  return found?.[1] ?? ''
}
