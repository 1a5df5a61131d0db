import { For, type JSX } from 'solid-js'
import { drawn } from '../../view/reactions'
import './reactions.css'

/** Emoji to choose from. on says which are chosen. */
export function EmojiGrid(props: { label: string; all: readonly string[]; on: (emoji: string) => boolean; name: (emoji: string) => string; disabled?: boolean; onPick: (emoji: string) => void }): JSX.Element {
  return (
    <div class="emoji-grid" role="group" aria-label={props.label}>
      <For each={props.all}>
        {(e) => (
          <button type="button" class="emoji-one" aria-label={props.name(e)} aria-pressed={props.on(e)} disabled={props.disabled} onClick={() => props.onPick(e)}>
            <span class="emoji" aria-hidden="true">{drawn(e)}</span>
          </button>
        )}
      </For>
    </div>
  )
}
