import { createResource, For, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { privacyKeys, type GlobalPrivacy, type Privacy, type PrivacyKey } from '../../model/settings'
import { call } from '../../store/link'
import { go } from '../shell/route'
import { createAction } from './action'
import { Loaded } from './Loaded'
import { Page, Section } from './Page'
import { PrivacyKeyPage } from './PrivacyKeyPage'
import { Row } from './Row'
import { Says } from './Says'
import { Switch } from './Switch'

const isKey = (s: string): s is PrivacyKey => (privacyKeys as readonly string[]).includes(s)

/** Who sees what of us, and who may write. */
export function PrivacyPage(props: { of: string }): JSX.Element {
  return (
    <Show when={isKey(props.of) && props.of} keyed fallback={<Overview />}>
      {(key) => <PrivacyKeyPage of={key} />}
    </Show>
  )
}

function Overview(): JSX.Element {
  const [all, { refetch }] = createResource(async () =>
    new Map(await Promise.all(privacyKeys.map(async (key) => [key, await call('getPrivacy', { key })] as const))))
  const [global, { mutate, refetch: again }] = createResource(() => call('getGlobalPrivacy', {}))
  const action = createAction()
  const change = (part: Partial<GlobalPrivacy>): void => {
    const now = global.latest
    if (now) void action.run(async () => mutate(await call('saveGlobalPrivacy', { ...now, ...part })))
  }
  const words = () => t().settings.privacy
  return (
    <Page title={words().title}>
      <Section title={words().people}>
        <Loaded what={all} again={() => void refetch()}>
          {(rules) => (
            <For each={privacyKeys}>
              {(key) => (
                <Row label={words().keys[key]} value={summary(rules().get(key))} onClick={() => go({ page: `privacy-${key}` })} />
              )}
            </For>
          )}
        </Loaded>
      </Section>
      <Section title={words().messages}>
        <Loaded what={global} again={() => void again()}>
          {(g) => (
            <>
              <Switch label={words().contactsOnly} hint={words().contactsOnlyHint} on={g().contactsOnly} onChange={(contactsOnly) => change({ contactsOnly })} />
              <Switch label={words().hideReadTime} hint={words().hideReadTimeHint} on={g().hideReadTime} onChange={(hideReadTime) => change({ hideReadTime })} />
              <Switch label={words().archiveStrangers} hint={words().archiveStrangersHint} on={g().archiveStrangers} onChange={(archiveStrangers) => change({ archiveStrangers })} />
            </>
          )}
        </Loaded>
        <Says error={action.error()} />
      </Section>
    </Page>
  )
}

function summary(p: Privacy | undefined): string {
  if (!p) return ''
  return t().settings.privacy.with(t().settings.privacy[p.who], p.always.length, p.never.length)
}
