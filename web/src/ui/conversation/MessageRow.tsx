import { Match, Show, Switch, type JSX } from 'solid-js'
import { t } from '../../lang'
import { day } from '../../lang/format'
import type { Message, Service } from '../../model/message'
import { chatLink, follow, openChat } from '../shell/route'
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
            {(s) => <ServiceLine service={s()} message={r().message} />}
          </Show>
        )}
      </Match>
    </Switch>
  )
}

/** Something that happened, as a sentence. */
function ServiceLine(props: { service: Service; message: Message }): JSX.Element {
  const words = (): string => serviceText(props.service, props.message)
  const earlier = (): number | undefined => (props.service.kind === 'migratedFrom' ? props.service.group : undefined)
  return (
    <article class="day" aria-label={words()} data-id={props.message.id}>
      <span>
        {words()}
        <Show when={earlier()}>
          {(id) => (
            <>
              {' · '}
              <a href={chatLink(id())} class="text-link" onClick={(e) => follow(e, () => openChat(id()))}>{t().group.service.older}</a>
            </>
          )}
        </Show>
      </span>
    </article>
  )
}
