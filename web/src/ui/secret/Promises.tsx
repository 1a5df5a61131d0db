import { For, type JSX } from 'solid-js'
import { t } from '../../lang'
import { server } from '../../store/server'
import './promises.css'

/** What a secret chat is, and what a web app can promise. */
export function Promises(): JSX.Element {
  return (
    <div class="secret-promise">
      <ul>
        <For each={t().secret.points}>{(p) => <li>{p}</li>}</For>
      </ul>
      <p>{t().secret.honest(server()?.name ?? 'Chappe')}</p>
    </div>
  )
}
