import { createEffect, createSignal, onCleanup, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { connection, full, trouble } from '../../store/account'
import { Icon } from '../icon/Icon'
import './banner.css'

/** A connection that comes back within this time is not worth a word. */
const patience = 1500

/** A thin bar while there is no connection. */
export function Banner(): JSX.Element {
  const [late, setLate] = createSignal(false)
  createEffect(() => {
    setLate(false)
    if (connection() === 'online') return
    const timer = setTimeout(() => setLate(true), patience)
    onCleanup(() => clearTimeout(timer))
  })
  const text = (): string => {
    if (connection() === 'offline') return t().connection.offline
    if (trouble()) return t().connection.unreachable
    return connection() === 'updating' ? t().connection.updating : t().connection.connecting
  }
  return (
    <div role="status" class="banner-place">
      <Show when={connection() === 'offline' || late()}>
        <p class="banner">
          <Icon name="wifi-off" size={16} />
          {text()}
        </p>
      </Show>
      <Show when={full()}>
        <p class="banner">
          <Icon name="circle-alert" size={16} />
          {t().connection.full}
        </p>
      </Show>
    </div>
  )
}
