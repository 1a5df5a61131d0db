import { createSignal, lazy, Match, onCleanup, Show, Suspense, Switch, type JSX } from 'solid-js'
import { t } from '../../lang'
import { failureText } from '../../lang/errors'
import type { SecretChat as Chat } from '../../model/secret'
import { call, Failed } from '../../store/link'
import { secretChat, secretLock } from '../../store/secrets'
import { followSecret } from '../../store/secretLog'
import { server } from '../../store/server'
import { saveBlob } from '../media/FileView'
import { Button } from '../parts/Button'
import { Empty } from '../parts/Empty'
import { Sure } from '../parts/Sure'
import { personName } from '../parts/name'
import { createAction } from '../settings/action'
import { onEscape } from '../shell/escape'
import { leave, type Question } from './leave'
import { Promises } from './Promises'
import { SecretComposer } from './SecretComposer'
import { SecretHead } from './SecretHead'
import { SecretList } from './SecretList'
import { Unlock } from './Unlock'
import '../conversation/conversation.css'
import '../conversation/bubble.css'
import '../conversation/composer.css'
import './secret.css'

const KeyDialog = lazy(async () => ({ default: (await import('./KeyDialog')).KeyDialog }))

/** An open secret chat. Nothing of it goes through what the other chats use: no draft, no preview and no search leaves this device. */
export function SecretChat(props: { id: number }): JSX.Element {
  onEscape(() => {
    leave()
    return true
  })
  return (
    <div class="conversation secret-chat">
      <Show when={secretLock() !== 'locked'} fallback={<Unlock />}>
        <Show when={secretChat(props.id)} fallback={<div class="secret-state"><Empty icon="lock" title={failureText('SECRET_GONE')} /></div>}>
          {(c) => <Open chat={c()} />}
        </Show>
      </Show>
    </div>
  )
}

function Open(props: { chat: Chat }): JSX.Element {
  const log = followSecret(props.chat.id)
  onCleanup(log.stop)
  const [asked, ask] = createSignal<Question>()
  const [reply, setReply] = createSignal<string>()
  const [problem, setProblem] = createSignal('')
  const act = (fn: () => Promise<unknown>): void => {
    ask(undefined)
    setProblem('')
    void fn().catch((e: unknown) => setProblem(failureText(e instanceof Failed ? e.text : '')))
  }
  const { id } = props.chat
  const name = (): string => personName(props.chat.peer)
  const reported = (): number | undefined => {
    const q = asked()
    return typeof q === 'object' ? q.report : undefined
  }
  return (
    <>
      <SecretHead chat={props.chat} ask={ask} onTimer={(seconds) => act(() => call('setSecretTimer', { id, seconds }))} />
      <Show
        when={props.chat.phase === 'ready' || props.chat.phase === 'over'}
        fallback={<Waiting chat={props.chat} />}
      >
        <SecretList chat={props.chat} log={log} onReply={setReply} onDelete={(messages) => act(() => call('deleteSecret', { id, messages }))} onReport={(report) => ask({ report })} />
        <Show when={problem()}><p class="composer-error" role="alert">{problem()}</p></Show>
        <Show when={props.chat.phase === 'ready'} fallback={<Over chat={props.chat} onRemove={() => ask('remove')} />}>
          <SecretComposer chat={props.chat} log={log} reply={reply()} onReply={setReply} />
        </Show>
      </Show>
      <Show when={asked() === 'key'}>
        <Suspense>
          <KeyDialog chat={props.chat} onClose={() => ask(undefined)} />
        </Suspense>
      </Show>
      <Sure
        open={asked() === 'end'} title={t().secret.endTitle} text={t().secret.endText(name())} button={t().secret.end}
        onCancel={() => ask(undefined)} onSure={() => act(() => call('endSecret', { id }))}
      />
      <Sure
        open={asked() === 'clear'} title={t().secret.clearTitle} text={t().secret.clearText(name())} button={t().secret.clear}
        onCancel={() => ask(undefined)} onSure={() => act(() => call('clearSecret', { id }))}
      />
      <Sure
        open={reported() !== undefined} title={t().secret.reportTitle} button={t().secret.reportSave}
        text={t().secret.reportText(name(), server()?.name ?? location.host, server()?.secretReportDays ?? 0)}
        onCancel={() => ask(undefined)}
        onSure={() => {
          const message = reported() ?? 0
          act(async () => saveBlob(await call('reportSecret', { id, message }), `report-${id}-${message}.json`))
        }}
      />
      <Sure
        open={asked() === 'remove'} title={t().secret.removeTitle} text={t().secret.removeText} button={t().secret.remove}
        onCancel={() => ask(undefined)}
        onSure={() => act(async () => {
          await call('forgetSecret', { id })
          leave()
        })}
      />
    </>
  )
}

/** A chat that is not there yet: somebody is to say yes. */
function Waiting(props: { chat: Chat }): JSX.Element {
  const action = createAction()
  const words = () => t().secret
  const name = (): string => personName(props.chat.peer)
  const { id } = props.chat
  const decline = (): void => void action.run(async () => {
    await call('forgetSecret', { id })
    leave()
  })
  return (
    <div class="secret-state">
      <Switch>
        <Match when={props.chat.phase === 'asked'}>
          <Empty icon="lock" title={words().asked(name())} hint={words().askedHint(name())}>
            <Promises />
            <Button look="plain" busy={action.busy()} onClick={decline}>{words().takeBack}</Button>
          </Empty>
        </Match>
        <Match when={props.chat.phase === 'invited'}>
          <Empty icon="lock" title={words().invited(name())} hint={words().only(name())}>
            <Promises />
            <div class="secret-answers">
              <Button look="plain" disabled={action.busy()} onClick={decline}>{words().decline}</Button>
              <Button busy={action.busy()} onClick={() => void action.run(() => call('acceptSecret', { id }))}>{words().accept}</Button>
            </div>
          </Empty>
        </Match>
        <Match when={props.chat.phase === 'accepting'}>
          <Empty icon="lock" title={words().accepting} />
        </Match>
      </Switch>
      <Show when={action.error()}><p class="says says-error" role="alert">{action.error()}</p></Show>
    </div>
  )
}

function Over(props: { chat: Chat; onRemove: () => void }): JSX.Element {
  const by = (): string => {
    const words = t().secret.overBy
    const { ended } = props.chat
    return ended === 'us' ? words.us : ended === 'broken' ? words.broken : words.other(personName(props.chat.peer))
  }
  return (
    <div class="barred">
      <p><strong>{t().secret.over}.</strong> {by()}</p>
      <Button look="plain" onClick={() => props.onRemove()}>{t().secret.remove}</Button>
    </div>
  )
}
