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
