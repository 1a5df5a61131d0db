import { createResource, onCleanup, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { call, listen } from '../../store/link'
import { Empty } from '../parts/Empty'
import { createAction } from './action'
import { Loaded } from './Loaded'
import { Page, Section } from './Page'
import { People } from './People'
import { Says } from './Says'

/** Whom we have blocked. */
export function BlockedPage(): JSX.Element {
  const [blocked, { refetch }] = createResource(() => call('getBlocked', {}))
  onCleanup(listen('blocked', () => void refetch()))
  const action = createAction()
  return (
    <Page title={t().settings.blocked.title}>
      <Loaded what={blocked} again={() => void refetch()}>
        {(ids) => (
          <Section>
            <Show when={ids().length === 0}>
              <Empty icon="ban" title={t().settings.blocked.none} hint={t().settings.blocked.noneHint} />
            </Show>
            <People
              label={t().settings.blocked.list}
              add={t().settings.blocked.add}
              remove={t().settings.blocked.unblockName}
              ids={ids()}
              onAdd={(id) => void action.run(() => call('block', { id, blocked: true }))}
              onRemove={(id) => void action.run(() => call('block', { id, blocked: false }))}
            />
            <Says error={action.error()} />
          </Section>
        )}
      </Loaded>
    </Page>
  )
}
