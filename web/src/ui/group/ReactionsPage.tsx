import { createSignal, onMount, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { group } from '../../store/groups'
import { call } from '../../store/link'
import { loadReactions, reactions } from '../../store/reactions'
import { bare, drawn } from '../../view/reactions'
import { EmojiGrid } from '../reactions/EmojiGrid'
import { createAction } from '../settings/action'
import { Section } from '../settings/Page'
import { Radios } from '../settings/Radios'
import { Says } from '../settings/Says'
import { InfoBar } from '../shell/InfoBar'
import '../settings/settings.css'
import './group.css'

/** What people may react with in a group or channel. */
export function ReactionsPage(props: { id: PeerId }): JSX.Element {
  const words = () => t().reactions
  const action = createAction()
  onMount(() => void loadReactions())
  // What was pressed counts until the server has answered.
  const [meant, setMeant] = createSignal<'all' | readonly string[]>()
  const now = (): 'all' | readonly string[] => meant() ?? group(props.id)?.reactions ?? 'all'
  const kind = (): 'all' | 'some' | 'none' => {
    const n = now()
    return n === 'all' ? 'all' : n.length > 0 ? 'some' : 'none'
  }
  const set = (allowed: 'all' | readonly string[]): void => {
    setMeant(allowed)
    void action.run(() => call('setReactions', { chat: props.id, allowed })).then((done) => done || setMeant(undefined))
  }
  const on = (emoji: string): boolean => {
    const n = now()
    return n !== 'all' && n.some((e) => bare(e) === bare(emoji))
  }
  const flip = (emoji: string): void => {
    const n = now()
    if (n !== 'all') set(on(emoji) ? n.filter((e) => bare(e) !== bare(emoji)) : [...n, emoji])
  }
  return (
    <>
      <InfoBar title={words().title} up="group" />
      <div class="settings">
        <Show when={group(props.id)}>
          <Section>
            <Radios
              label={words().title} value={kind()} disabled={action.busy()}
              choices={[{ value: 'all', label: words().all }, { value: 'some', label: words().some }, { value: 'none', label: words().none }]}
              onChange={(k) => set(k === 'all' ? 'all' : k === 'none' ? [] : reactions().all.slice(0, 6))}
            />
            <Says error={action.error()} />
          </Section>
          <Show when={kind() === 'some'}>
            <Section title={words().which}>
              <EmojiGrid label={words().which} all={reactions().all} on={on} name={drawn} disabled={action.busy()} onPick={flip} />
            </Section>
          </Show>
        </Show>
      </div>
    </>
  )
}
