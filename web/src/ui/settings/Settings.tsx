import { Show, type Component, type JSX } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { language, languages, t } from '../../lang'
import { self } from '../../store/account'
import { peer } from '../../store/peers'
import { Avatar } from '../parts/Avatar'
import { personName } from '../parts/name'
import { go, route } from '../shell/route'
import { leaving } from '../shell/leaving'
import { Profile } from '../profile/Profile'
import { AboutPage } from './AboutPage'
import { AccountPage } from './AccountPage'
import { AppearancePage } from './AppearancePage'
import { BlockedPage } from './BlockedPage'
import { ChatsPage } from './ChatsPage'
import { DevicesPage } from './DevicesPage'
import { FoldersPage } from './FoldersPage'
import { LanguagePage } from './LanguagePage'
import { LinkPage } from './LinkPage'
import { NotificationsPage } from './NotificationsPage'
import { Page, Section } from './Page'
import { PasswordPage } from './PasswordPage'
import { PrivacyPage } from './PrivacyPage'
import { Row } from './Row'
import { SecretPage } from './SecretPage'

/** Every page, by its name in the address; what follows a "-" there is for the page. */
const pages: Record<string, Component<{ of: string }>> = {
  profile: Profile,
  privacy: PrivacyPage,
  blocked: BlockedPage,
  password: PasswordPage,
  devices: DevicesPage,
  link: LinkPage,
  notifications: NotificationsPage,
  appearance: AppearancePage,
  language: LanguagePage,
  chats: ChatsPage,
  folders: FoldersPage,
  account: AccountPage,
  about: AboutPage,
  secret: SecretPage,
}

export function Settings(): JSX.Element {
  const name = (): string => route().page.split('-')[0] ?? ''
  const of = (): string => route().page.split('-')[1] ?? ''
  return (
    <Show when={pages[name()]} keyed fallback={<Contents />}>
      {(page) => (
        <Dynamic component={page} of={of()} />
      )}
    </Show>
  )
}

const open = (page: string) => () => go({ left: 'settings', page })

function Contents(): JSX.Element {
  const me = () => {
    const p = peer(self())
    return p?.kind === 'user' ? p : undefined
  }
  return (
    <Page title={t().settings.title} up={{ left: 'chats', page: '' }}>
      <button type="button" class="settings-self" onClick={open('profile')}>
        <Avatar id={self()} peer={me()} size={64} />
        <span class="settings-self-words">
          <span dir="auto">{personName(self())}</span>
          <span dir="ltr">{me()?.username ? `@${me()?.username}` : me()?.phone ? `+${me()?.phone}` : ''}</span>
        </span>
      </button>
      <Section>
        <Row icon="user" label={t().settings.profile.title} onClick={open('profile')} />
        <Row icon="lock" label={t().settings.privacy.title} onClick={open('privacy')} />
        <Row icon="key-round" label={t().settings.password.title} onClick={open('password')} />
        <Row icon="monitor-smartphone" label={t().settings.devices.title} onClick={open('devices')} />
        <Row icon="shield" label={t().secret.lock.title} onClick={open('secret')} />
        <Row icon="ban" label={t().settings.blocked.title} onClick={open('blocked')} />
      </Section>
      <Section>
        <Row icon="bell" label={t().settings.notifications.title} onClick={open('notifications')} />
        <Row icon="palette" label={t().settings.appearance.title} onClick={open('appearance')} />
        <Row icon="languages" label={t().settings.language.title} value={languages[language()]} onClick={open('language')} />
        <Row icon="message-circle" label={t().settings.chats.title} onClick={open('chats')} />
        <Row icon="folder" label={t().settings.folders.title} onClick={open('folders')} />
      </Section>
      <Section>
        <Row icon="trash-2" label={t().settings.account.title} onClick={open('account')} />
        <Row icon="info" label={t().settings.about.title} onClick={open('about')} />
        <Row icon="log-out" label={t().menu.signOut} danger onClick={() => leaving.ask()} />
      </Section>
    </Page>
  )
}
