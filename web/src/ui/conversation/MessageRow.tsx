import { Match, Show, Switch, type JSX } from 'solid-js'
import { t } from '../../lang'
import { day } from '../../lang/format'
import type { Row } from '../../view/rows'
import { Bubble } from './Bubble'
import { serviceText } from './summary'

/** One row of the log. */
export function MessageRow(props: { row: Row; flash: boolean }): JSX.Element {
  const message = () => (props.row.kind === 'message' ? props.row : undefined)
  return (
    <Switch>
      <Match when={props.row.kind === 'day' && props.row}>
        {(r) => <p class="day"><span>{day(r().date)}</span></p>}
      </Match>
      <Match when={props.row.kind === 'unread'}>
        <p class="unread-line"><span>{t().chat.unread}</span></p>
      </Match>
      <Match when={message()}>
        {(r) => (
          <Show when={r().message.service} fallback={<Bubble row={r()} flash={props.flash} />}>
            {(s) => <article class="day" aria-label={serviceText(s(), r().message)}><span>{serviceText(s(), r().message)}</span></article>}
          </Show>
        )}
      </Match>
    </Switch>
  )
}
