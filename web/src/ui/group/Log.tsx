import { createSignal, For, onMount, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import { dayAndTime } from '../../lang/format'
import type { LogEvent } from '../../model/group'
import type { PeerId } from '../../model/peer'
import { call } from '../../store/link'
import { Button } from '../parts/Button'
import { Empty } from '../parts/Empty'
import { personName } from '../parts/name'
import { InfoBar } from '../shell/InfoBar'
import '../settings/settings.css'
import './group.css'

/** What admins did in the last two days. */
export function Log(props: { id: PeerId }): JSX.Element {
  const words = () => t().group.log
  const [events, setEvents] = createSignal<readonly LogEvent[]>([])
  const [more, setMore] = createSignal(true)
  const [busy, setBusy] = createSignal(true)
  const [error, setError] = createSignal('')
  const load = async (): Promise<void> => {
    setBusy(true)
    setError('')
    try {
      const page = await call('getLog', { chat: props.id, before: events().at(-1)?.id ?? '', query: '' })
      setEvents([...events(), ...page])
      setMore(page.length === 50)
    } catch (e) {
      setError(errorText(e))
    } finally {
      setBusy(false)
    }
  }
  onMount(() => void load())
  return (
    <>
      <InfoBar title={t().group.info.log} up="group" />
      <div class="settings">
        <Show when={error()}>
          <p class="says says-error" role="alert">{error()}</p>
        </Show>
        <Show when={events().length > 0 || busy() || error()} fallback={<Empty icon="clock" title={words().none} hint={words().noneHint} />}>
          <ul aria-label={t().group.info.log}>
            <For each={events()}>
              {(e) => (
                <li class="log-event">
                  <span dir="auto">{sentence(e)}</span>
                  <Show when={e.before}>{(b) => <del class="log-words" dir="auto">{b()}</del>}</Show>
                  <Show when={e.kind !== 'title' && e.text}>{(x) => <span class="log-words" dir="auto">{x()}</span>}</Show>
                  <time>{dayAndTime(e.date)}</time>
                </li>
              )}
            </For>
          </ul>
          <Show when={more() && !busy()}>
            <Button class="section-button" look="plain" onClick={() => void load()}>{t().group.info.more}</Button>
          </Show>
        </Show>
      </div>
    </>
  )
}

function sentence(e: LogEvent): string {
  const words = t().group.log
  const who = personName(e.by)
  switch (e.kind) {
    case 'title':
      return words.title(who, e.text ?? '')
    case 'invited':
    case 'admin':
    case 'banned':
      return words[e.kind](who, personName(e.person ?? 0))
    case 'topicMade':
    case 'topicChanged':
    case 'topicGone':
    case 'topicPinned':
      return t().topics.log[e.kind](who)
    default:
      return words[e.kind](who)
  }
}
