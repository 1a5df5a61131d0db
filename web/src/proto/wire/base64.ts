/** Bytes as text that may stand in a link. https://www.rfc-editor.org/rfc/rfc4648#section-5 */

export const bytesToText = (b: Uint8Array): string =>
  btoa(String.fromCharCode(...b)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')

export const textToBytes = (s: string): Uint8Array =>
  Uint8Array.from(atob(s.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
