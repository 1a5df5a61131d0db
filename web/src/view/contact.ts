/** A channel's description, and the username of whoever is to be asked about it ('' if nobody is). */
export interface About {
  readonly text: string
  readonly contact: string
}

const lastLine = /(?:^|\n)[ \t]*@([A-Za-z][A-Za-z0-9_]{3,31})[ \t]*$/

/** Takes the contact out of a description: a last line that is a username and nothing else. */
export function splitAbout(about: string): About {
  const found = lastLine.exec(about.trimEnd())
  return found ? { text: about.slice(0, found.index).trimEnd(), contact: found[1] ?? '' } : { text: about, contact: '' }
}

/** Puts it back: every client shows it as a name that can be pressed. */
export const joinAbout = ({ text, contact }: About): string => [text.trim(), contact && `@${contact}`].filter(Boolean).join('\n')

/** The usernames in a description, the last one first: there the contact stands. */
export function namesIn(about: string): string[] {
  const names = [...about.matchAll(/(?<![\p{L}\p{N}_@/.])@([A-Za-z][A-Za-z0-9_]{3,31})(?![\p{L}\p{N}_@])/gu)].map((m) => m[1] ?? '')
  return [...new Set(names.reverse())]
}

/** A username as somebody types it: with or without the sign, or as a link. */
export const usernameIn = (typed: string): string => typed.trim().replace(/^(?:https?:\/\/[^/]+\/|@)/, '')
