import { For, type JSX } from 'solid-js'
import { t } from '../../lang'
import { Dialog } from '../parts/Dialog'
import { keyboard } from './open'
import './keyboard.css'

const mod = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl'

/** What each line of the sheet is called in the table of words, and its keys. */
const lines = [
  ['search', `${mod} K`], ['chats', 'Alt ↑ ↓'], ['edit', '↑'], ['close', 'Esc'], ['bold', `${mod} B`], ['italic', `${mod} I`], ['link', `${mod} K`],
  ['strike', `${mod} Shift X`], ['code', `${mod} Shift M`], ['break', 'Shift ↵'], ['lists', '↑ ↓'], ['menu', 'Shift F10'], ['sheet', '?'],
] as const

/** The sheet that ? opens: every key that does something. */
export function Keyboard(): JSX.Element {
  return (
    <Dialog open={keyboard.shown()} title={t().settings.help.title} text={t().settings.help.hint} onClose={keyboard.close}>
      <dl class="keys">
        <For each={lines}>
          {([name, keys]) => (
            <div>
              <dt>{t().settings.help.keys[name]}</dt>
              <dd dir="ltr">
                <For each={keys.split(' ')}>{(key) => <kbd>{key}</kbd>}</For>
              </dd>
            </div>
          )}
        </For>
      </dl>
    </Dialog>
  )
}
