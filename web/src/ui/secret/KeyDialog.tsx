import { createResource, For, Show, type JSX } from 'solid-js'
import { language, t } from '../../lang'
import type { SecretChat } from '../../model/secret'
import { call } from '../../store/link'
import { server } from '../../store/server'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { personName } from '../parts/name'

const side = 12
/** As every app paints them, so that two screens can be held side by side. */
const colours = ['#ffffff', '#d5e6f3', '#2d5775', '#2f99c9']

/** What two people compare to be sure that nobody stands between them. */
export function KeyDialog(props: { chat: SecretChat; onClose: () => void }): JSX.Element {
  const [picture] = createResource(() => call('getKeyPicture', { id: props.chat.id }))
  const words = () => t().secret.key
  return (
    <Dialog open title={words().title} text={words().text(personName(props.chat.peer))} onClose={props.onClose}>
      <Show when={picture()}>
        {(p) => (
          <>
            <svg class="key-picture" viewBox="0 0 12 12" role="img" aria-label={words().image} shape-rendering="crispEdges">
              <For each={p().cells}>{(cell, i) => <rect x={i() % side} y={Math.floor(i() / side)} width="1.02" height="1.02" fill={colours[cell]} />}</For>
            </svg>
            <ol class="key-row" aria-label={words().row}>
              <For each={p().emoji}>
                {(e) => (
                  <li>
                    {/* In other languages screen readers say the sign itself, by its name there. */}
                    <span class="key-sign" aria-hidden={language() === 'en' ? 'true' : undefined}>{e.sign}</span>
                    <Show when={language() === 'en'}><span class="key-word">{e.word}</span></Show>
                  </li>
                )}
              </For>
            </ol>
            <Show when={p().changed}><p class="key-note">{words().changed}</p></Show>
            <p class="key-note">{words().others}</p>
            <p class="key-note">{t().secret.honest(server()?.name ?? 'Chappe')}</p>
          </>
        )}
      </Show>
      <div class="dialog-actions">
        <Button onClick={() => props.onClose()}>{t().common.done}</Button>
      </div>
    </Dialog>
  )
}
