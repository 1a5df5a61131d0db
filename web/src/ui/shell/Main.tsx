import { createEffect, createMemo, lazy, Match, on, onCleanup, onMount, Show, Suspense, Switch, type JSX } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { t } from '../../lang'
import { self } from '../../store/account'
import { isChannel, type PeerId } from '../../model/peer'
import { chatsLoaded, loadChats } from '../../store/chats'
import { unclaimed } from '../../store/operator'
import { loadOutbox } from '../../store/outbox'
import { peer } from '../../store/peers'
import { loadSecrets } from '../../store/secrets'
import { loadSnapshot } from '../../store/snapshot'
import { isForum } from '../../view/topics'
import { DeleteChat } from '../chats/DeleteChat'
import { ReportDialog } from '../report/ReportDialog'
import { Conversation } from '../conversation/Conversation'
import { keyboard, onQuestionMark } from '../help/open'
import { invitation } from '../join/joining'
import { starting } from '../secret/starting'
import { topicQuestion } from '../topics/asking'
import { inTopics, onTopicList, openForum } from '../topics/shown'
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
const TopicList = lazy(async () => ({ default: (await import('../topics/TopicList')).TopicList }))
const TopicQuestions = lazy(async () => ({ default: (await import('../topics/TopicQuestions')).TopicQuestions }))
const FindTopic = lazy(async () => ({ default: (await import('../topics/FindTopic')).FindTopic }))
const Keyboard = lazy(async () => ({ default: (await import('../help/Keyboard')).Keyboard }))
const JoinDialog = lazy(async () => ({ default: (await import('../join/JoinDialog')).JoinDialog }))
const Wanted = lazy(async () => ({ default: (await import('./Wanted')).Wanted }))
const SecretChat = lazy(async () => ({ default: (await import('../secret/SecretChat')).SecretChat }))
const StartSecret = lazy(async () => ({ default: (await import('../secret/StartSecret')).StartSecret }))
const OperatorNote = lazy(async () => ({ default: (await import('../operator/OperatorNote')).OperatorNote }))

/** What the middle shows of a chat. It is made anew for each chat, and for each topic of a forum. */
type Place = { readonly id: PeerId; readonly topic?: number; readonly look: 'messages' | 'choose' | 'find' | 'wait' }

function placeOf(): Place | undefined {
  const { chat: id, topic, message } = route()
  if (id === undefined) return undefined
  const p = peer(id)
  // Whether it is a forum has to be known first: what is shown counts as read.
  if (isChannel(id) && !p && topic === undefined && !chatsLoaded()) return { id, look: 'wait' }
  if (topic !== undefined && (!p || isForum(p))) return { id, topic, look: 'messages' }
  if (inTopics(id)) return { id, look: message === undefined ? 'choose' : 'find' }
  return { id, look: 'messages' }
}

function Opened(): JSX.Element {
  const place = createMemo(placeOf, undefined, { equals: (a, b) => a?.id === b?.id && a?.topic === b?.topic && a?.look === b?.look })
  return (
    <Show when={place()} keyed fallback={<p class="main-nothing">{t().chats.select}</p>}>
      {(p) => (
        <Switch fallback={<p class="main-nothing">{p.look === 'choose' ? t().topics.choose : ''}</p>}>
          <Match when={p.look === 'messages'}><Conversation id={p.id} topic={p.topic} /></Match>
          <Match when={p.look === 'find'}><Suspense><FindTopic chat={p.id} message={route().message ?? 0} /></Suspense></Match>
        </Switch>
      )}
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
    <div class="main" classList={{ 'main-chat': (route().chat !== undefined && !onTopicList()) || route().secret !== undefined, 'main-info': route().info in infos }}>
      <div class="column-left">
        <Banner />
        <Show when={unclaimed() && route().left === 'chats'}>
          <Suspense>
            <OperatorNote />
          </Suspense>
        </Show>
        <Suspense>
          <Show when={openForum()} keyed fallback={<Dynamic component={lefts[route().left] ?? lefts.chats} />}>
            {(id) => <TopicList id={id} />}
          </Show>
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
      <Show when={topicQuestion.asked()} keyed>
        {(of) => <Suspense><TopicQuestions of={of} /></Suspense>}
      </Show>
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
