import type { JSX } from 'solid-js'
import { t } from '../../lang'
import { chooseEnterSends, enterSends } from '../../store/settings'
import { Page, Section } from './Page'
import { Switch } from './Switch'

/** How one writes. */
export function ChatsPage(): JSX.Element {
  return (
    <Page title={t().settings.chats.title}>
      <Section>
        <Switch label={t().settings.chats.enter} hint={t().settings.chats.enterHint} on={enterSends()} onChange={chooseEnterSends} />
      </Section>
    </Page>
  )
}
