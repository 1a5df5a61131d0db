/** Where a link may lead: pages, mail and telephones. Anything that runs in the page ("javascript:", "data:") leads nowhere. */
export function safeUrl(url: string): string | undefined {
  const text = url.trim()
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[a-z0-9.-]+\.[a-z]+:\d/i.test(text) ? text : `https://${text}`
  try {
    const u = new URL(whole)
    return ['http:', 'https:', 'mailto:', 'tel:'].includes(u.protocol) ? u.href : undefined
  } catch {
    return undefined
  }
}

/** What an address of ours names: somebody or some chat, maybe a message there, or an invitation. */
export type Named = { readonly name: string; readonly message?: number } | { readonly join: string }

/**
 * What the page's address names, if it is a link: /#name=NAME, /NAME/42 for a message, /#join=HASH or /+HASH. What else stands in it is the
 * app's own.
 */
export function linkIn({ pathname, hash }: { readonly pathname: string; readonly hash: string }): Named | undefined {
  const q = new URLSearchParams(hash.replace(/^#/, ''))
  const name = q.get('name')
  if (name !== null && username.test(name)) return { name }
  const join = q.get('join') ?? /^\/(?:\+|joinchat\/)([^/]+)$/.exec(pathname)?.[1]
  if (join !== undefined && invite.test(join)) return { join }
  const [, named, id] = /^\/([^/]+)\/(\d{1,9})$/.exec(pathname) ?? []
  return named !== undefined && username.test(named) ? { name: named, message: Number(id) } : undefined
}

/** The same of a link in a message, if it leads to this server, which is reached by one of these addresses. */
export function ownLink(url: string, servers: readonly string[]): Named | undefined {
  try {
    const u = new URL(url)
    if (!servers.some((s) => s !== '' && new URL(s).origin === u.origin)) return undefined
    const only = /^\/([^/]+)$/.exec(u.pathname)?.[1]
    return linkIn(u) ?? (only !== undefined && username.test(only) ? { name: only } : undefined)
  } catch {
    return undefined
  }
}

const username = /^[A-Za-z][A-Za-z0-9_]{3,31}$/
const invite = /^[A-Za-z0-9_-]{1,64}$/
