import { Match, Show, Switch, type Accessor, type JSX, type Resource } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import { Button } from '../parts/Button'

/** What was asked of the server, without having all around it wait (which reading it earlier would): its shape while it loads, a sentence and Retry if that fails, then what it is for. */
export function Loaded<T>(props: { what: Resource<T>; again: () => void; children: (value: Accessor<NonNullable<T>>) => JSX.Element }): JSX.Element {
  return (
    <Switch>
      <Match when={props.what.state === 'errored'}>
        <div class="section-failed" role="alert">
          <p>{errorText(props.what.error)}</p>
          <Button look="plain" onClick={() => props.again()}>{t().common.retry}</Button>
        </div>
      </Match>
      <Match when={props.what.state === 'ready' || props.what.state === 'refreshing'}>
        <Show when={props.what.latest as NonNullable<T>}>{(value) => props.children(value)}</Show>
      </Match>
      <Match when={true}>
        <div class="section-loading" role="status" aria-label={t().common.loading}>
          <span />
          <span />
          <span />
        </div>
      </Match>
    </Switch>
  )
}
