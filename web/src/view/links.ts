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

/** Whom the page's address names, if it is a link: /#name=NAME, or /NAME/42 for a message. What else stands in it is the app's own. */
export function linkIn({ pathname, hash }: { readonly pathname: string; readonly hash: string }): { name: string; message?: number } | undefined {
  const name = new URLSearchParams(hash.replace(/^#/, '')).get('name')
  if (name !== null && username.test(name)) return { name }
  const [, named, id] = /^\/([^/]+)\/(\d{1,9})$/.exec(pathname) ?? []
  return named !== undefined && username.test(named) ? { name: named, message: Number(id) } : undefined
}

const username = /^[A-Za-z][A-Za-z0-9_]{3,31}$/
