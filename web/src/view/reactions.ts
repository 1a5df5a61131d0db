import type { GroupFull } from '../model/group'
import type { Peer } from '../model/peer'
import { isAdmin } from './rights'

/** Whether we may react to what is said in a chat. */
export function mayReact(p: Peer | undefined): boolean {
  if (!p) return false
  if (p.kind === 'user') return true
  if (p.left || p.forbidden || (p.kind === 'channel' ? p.closed !== undefined : p.over || p.became !== undefined)) return false
  return isAdmin(p) || !(p.defaults.includes('sendReactions') || (p.kind === 'channel' && p.bans.includes('sendReactions')))
}

/** Which of the reactions that there are a group lets people use; where nothing is known of one, as between two people, all. */
export function allowedIn(g: GroupFull | undefined, all: readonly string[]): readonly string[] {
  if (!g || g.reactions === 'all') return all
  return all.filter((e) => g.reactions.includes(bare(e)) || g.reactions.includes(e))
}

/** As many as stand in a row: those used lately first. */
export const quick = (allowed: readonly string[], recent: readonly string[], most: number): readonly string[] =>
  [...new Set([...recent.filter((e) => allowed.includes(e)), ...allowed])].slice(0, most)

/** As the server compares them. */
export const bare = (emoji: string): string => emoji.replaceAll('\uFE0F', '')

/** As a picture, also where a font has a letter for it. */
export const drawn = (emoji: string): string => `${bare(emoji).replaceAll('❤', '❤\uFE0F').replace(/\uFE0F$/, '')}\uFE0F`
