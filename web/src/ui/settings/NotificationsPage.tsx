import { createResource, For, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { notifyKinds, type Notify, type NotifyKind } from '../../model/settings'
import { call } from '../../store/link'
import { allowed, ask, pushed, setPushed, setShown, shown, supported } from '../../store/notifications'
import { server } from '../../store/server'
import { createAction } from './action'
import { Loaded } from './Loaded'
import { Page, Section } from './Page'
import { Says } from './Says'
import { Switch } from './Switch'

/** When and how we are told of new messages. */
export function NotificationsPage(): JSX.Element {
  const action = createAction()
  const words = () => t().settings.notifications
  const show = (on: boolean): void => void action.run(async () => {
    if (on && !(await ask())) return
    setShown(on)
    if (!on) await setPushed(false)
  })
  return (
    <Page title={words().title}>
      <Section title={words().browser}>
        <Show when={supported} fallback={<p class="section-hint">{words().unsupported}</p>}>
          <Switch label={words().show} hint={words().showHint} on={shown()} disabled={allowed() === 'denied'} onChange={show} />
          <Show when={allowed() === 'denied'}>
            <p class="section-hint" role="status">{words().denied}</p>
          </Show>
          <Show when={server()?.push} fallback={<p class="section-hint">{words().pushNone}</p>}>
            <Switch
              label={words().push}
              hint={words().pushHint}
              on={pushed()}
              disabled={!shown() || action.busy()}
              onChange={(on) => void action.run(() => setPushed(on))}
            />
          </Show>
          <Says error={action.error()} />
        </Show>
      </Section>
      <For each={notifyKinds}>{(kind) => <Kind kind={kind} />}</For>
    </Page>
  )
}

function Kind(props: { kind: NotifyKind }): JSX.Element {
  const [notify, { mutate, refetch }] = createResource(() => call('getNotify', { kind: props.kind }))
  const action = createAction()
  const words = () => t().settings.notifications
  const change = (part: Partial<Notify>): void => {
    const old = notify.latest
    if (!old) return
    const next = { ...old, ...part }
    mutate(next)
    void action.run(() => call('saveNotify', { kind: props.kind, notify: next })).then((worked) => !worked && mutate(old))
  }
  return (
    <Section title={words().kinds[props.kind]}>
      <Loaded what={notify} again={() => void refetch()}>
        {(n) => (
          <>
            <Switch label={words().on} on={n().on} onChange={(on) => change({ on })} />
            <Switch label={words().previews} on={n().previews} disabled={!n().on} onChange={(previews) => change({ previews })} />
            <Switch label={words().sound} on={n().sound} disabled={!n().on} onChange={(sound) => change({ sound })} />
          </>
        )}
      </Loaded>
      <Says error={action.error()} />
    </Section>
  )
}
