import { createResource, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { Privacy, PrivacyKey } from '../../model/settings'
import { call } from '../../store/link'
import { createAction } from './action'
import { Loaded } from './Loaded'
import { Page, Section } from './Page'
import { People } from './People'
import { Radios } from './Radios'
import { Says } from './Says'

/** Who may see or do one thing, and for whom that does not hold. */
export function PrivacyKeyPage(props: { of: PrivacyKey }): JSX.Element {
  const [rules, { mutate, refetch }] = createResource(() => call('getPrivacy', { key: props.of }))
  const action = createAction()
  const words = () => t().settings.privacy
  const save = (part: Partial<Privacy>): void => {
    const now = rules.latest
    if (!now) return
    const next = { ...now, ...part }
    mutate(next)
    void action.run(async () => mutate(await call('savePrivacy', { key: props.of, privacy: next }))).then((worked) => {
      if (!worked) mutate(now)
    })
  }
  return (
    <Page title={words().keys[props.of]} up={{ left: 'settings', page: 'privacy' }}>
      <Loaded what={rules} again={() => void refetch()}>
        {(r) => (
          <>
            <Section title={words().who} hint={words().hints[props.of]}>
              <Radios
                label={words().keys[props.of]}
                choices={(['everybody', 'contacts', 'nobody'] as const).map((value) => ({ value, label: words()[value] }))}
                value={r().who}
                onChange={(who) => save({ who })}
              />
              <Says error={action.error()} />
            </Section>
            <Show when={r().who !== 'everybody'}>
              <Section title={words().always}>
                <People
                  label={words().always}
                  add={words().addAlways}
                  remove={words().remove}
                  ids={r().always}
                  onAdd={(id) => save({ always: [...r().always, id], never: r().never.filter((o) => o !== id) })}
                  onRemove={(id) => save({ always: r().always.filter((o) => o !== id) })}
                />
              </Section>
            </Show>
            <Show when={r().who !== 'nobody'}>
              <Section title={words().never}>
                <People
                  label={words().never}
                  add={words().addNever}
                  remove={words().remove}
                  ids={r().never}
                  onAdd={(id) => save({ never: [...r().never, id], always: r().always.filter((o) => o !== id) })}
                  onRemove={(id) => save({ never: r().never.filter((o) => o !== id) })}
                />
              </Section>
            </Show>
          </>
        )}
      </Loaded>
    </Page>
  )
}
