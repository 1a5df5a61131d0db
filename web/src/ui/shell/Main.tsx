import { createEffect, lazy, on, onCleanup, onMount, Show, Suspense, type JSX } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { t } from '../../lang'
import { self } from '../../store/account'
import { loadChats } from '../../store/chats'
import { unclaimed } from '../../store/operator'
import { loadOutbox } from '../../store/outbox'
import { loadSecrets } from '../../store/secrets'
import { loadSnapshot } from '../../store/snapshot'
import { DeleteChat } from '../chats/DeleteChat'
import { ReportDialog } from '../report/ReportDialog'
import { Conversation } from '../conversation/Conversation'
import { keyboard, onQuestionMark } from '../help/open'
import { invitation } from '../join/joining'
import { starting } from '../secret/starting'
import { viewing } from '../viewer/viewing'
import { Banner } from './Banner'
import { infos } from './info'
import { followKeys } from './keys'
import { lefts } from './left'
import { followPresence } from './presence'
import { route } from './route'
import { followNotifications } from './serviceWorker'
import { SignOut } from './SignOut'
import { followTitle } from './title'
import { followLinks, wanted } from './wanted'
import './main.css'

const Viewer = lazy(async () => ({ default: (await import('../viewer/Viewer')).Viewer }))
const Keyboard = lazy(async () => ({ default: (await import('../help/Keyboard')).Keyboard }))
const JoinDialog = lazy(async () => ({ default: (await import('../join/JoinDialog')).JoinDialog }))
const Wanted = lazy(async () => ({ default: (await import('./Wanted')).Wanted }))
const SecretChat = lazy(async () => ({ default: (await import('../secret/SecretChat')).SecretChat }))
const StartSecret = lazy(async () => ({ default: (await import('../secret/StartSecret')).StartSecret }))
const OperatorNote = lazy(async () => ({ default: (await import('../operator/OperatorNote')).OperatorNote }))

function Opened(): JSX.Element {
  return (
    <Show when={route().chat} keyed fallback={<p class="main-nothing">{t().chats.select}</p>}>
      {(id) => <Conversation id={id} />}
    </Show>
  )
}

/** The app of somebody who is signed in: columns side by side, or one of them on a phone. */
export function Main(): JSX.Element {
  onMount(() => {
    void loadOutbox()
    void loadSecrets().catch(() => {}) // told one by one as they change
    void loadSnapshot().catch(() => {}) // the list itself is on its way
    window.addEventListener('keydown', onQuestionMark)
    onCleanup(() => window.removeEventListener('keydown', onQuestionMark))
  })
  createEffect(on(self, () => void loadChats().catch(() => {}))) // tried again when there is a connection
  followTitle()
  followPresence()
  followKeys()
  followNotifications()
  followLinks()
  return (
    <div class="main" classList={{ 'main-chat': route().chat !== undefined || route().secret !== undefined, 'main-info': route().info in infos }}>
      <div class="column-left">
        <Banner />
        <Show when={unclaimed() && route().left === 'chats'}>
          <Suspense>
            <OperatorNote />
          </Suspense>
        </Show>
        <Suspense>
          <Dynamic component={lefts[route().left] ?? lefts.chats} />
        </Suspense>
      </div>
      <main class="column-middle">
        <Show when={route().secret} keyed fallback={<Opened />}>
          {(id) => <Suspense><SecretChat id={id} /></Suspense>}
        </Show>
      </main>
      <Show when={route().chat !== undefined && infos[route().info]}>
        {(info) => (
          <aside class="column-info">
            <Suspense>
              <Dynamic component={info()} id={route().chat ?? 0} />
            </Suspense>
          </aside>
        )}
      </Show>
      <SignOut />
      <DeleteChat />
      <ReportDialog />
      <Show when={starting.peer()} keyed>
        {(peer) => <Suspense><StartSecret peer={peer} onClose={starting.stop} /></Suspense>}
      </Show>
      <Show when={invitation.shown()} keyed>
        {(of) => (
          <Suspense>
            <JoinDialog of={of} />
          </Suspense>
        )}
      </Show>
      <Show when={wanted.problem()}>
        <Suspense>
          <Wanted />
        </Suspense>
      </Show>
      <Show when={viewing()}>
        {(v) => (
          <Suspense>
            <Viewer of={v()} />
          </Suspense>
        )}
      </Show>
      <Show when={keyboard.shown()}>
        <Suspense>
          <Keyboard />
        </Suspense>
      </Show>
    </div>
  )
}
