import { For, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { Ban } from '../../model/group'
import { Switch } from '../settings/Switch'

/** What is allowed or not in one stroke, with all that the protocol knows of it. */
export const banSets = {
  text: ['sendMessages', 'sendPlain'],
  media: ['sendMedia', 'sendPhotos', 'sendVideos', 'sendRoundvideos', 'sendAudios', 'sendVoices', 'sendDocs', 'sendStickers', 'sendGifs', 'sendGames', 'sendInline'],
  polls: ['sendPolls'],
  links: ['embedLinks'],
  inviteUsers: ['inviteUsers'],
  pinMessages: ['pinMessages'],
  changeInfo: ['changeInfo'],
  manageTopics: ['manageTopics'],
} as const satisfies Record<string, readonly Ban[]>

type Name = keyof typeof banSets

/** Switches that are on where something is allowed. Who may not write may not send anything. */
export function BanSwitches(props: { bans: readonly Ban[]; forum?: boolean; disabled?: boolean; onChange: (bans: readonly Ban[]) => void }): JSX.Element {
  const has = (name: Name): boolean => banSets[name].some((b) => props.bans.includes(b))
  const set = (name: Name, allowed: boolean): void => {
    const those: readonly Ban[] = banSets[name]
    props.onChange(allowed ? props.bans.filter((b) => !those.includes(b)) : [...new Set([...props.bans, ...those])])
  }
  return (
    <For each={(Object.keys(banSets) as Name[]).filter((n) => props.forum === true || n !== 'manageTopics')}>
      {(name) => <Switch label={t().group.may[name]} on={!has(name)} disabled={props.disabled} onChange={(on) => set(name, on)} />}
    </For>
  )
}
