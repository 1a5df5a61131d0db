import { createEffect, createSignal, on, onCleanup, onMount, Show, Suspense, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import type { SecretChat } from '../../model/secret'
import type { Text } from '../../model/text'
import { call } from '../../store/link'
import type { SecretLog } from '../../store/secretLog'
import { enterSends } from '../../store/settings'
import { parseMarks } from '../../view/markdown'
import type { Sendable } from '../../store/outbox'
import { AttachButton } from '../attach/AttachButton'
import { AttachDialog } from '../attach/AttachDialog'
import { filesOf, type Attached } from '../attach/attaching'
import { readBox, toggleLook, writeBox } from '../conversation/rich'
import { Icon } from '../icon/Icon'
import { IconButton } from '../parts/Button'
import { personName } from '../parts/name'
import { records, Recorder, voiceOf } from '../voice/recording'
import { prepare } from './prepare'
import { summary } from './words'

const typingEvery = 5000
/** The browser holds the whole of a file that it encrypts. */
const largest = 100 << 20
const looks: Record<string, Parameters<typeof toggleLook>[1]> = {
  b: 'bold', i: 'italic', u: 'underline', 'shift+x': 'strike', 'shift+m': 'code', 'shift+p': 'spoiler',
}

/** What was begun and not sent, until the page is closed. It is kept nowhere else. */
const begun = new Map<number, Text>()

/** Where one writes in a secret chat. */
export function SecretComposer(props: { chat: SecretChat; log: SecretLog; reply?: string; onReply: (name: string | undefined) => void }): JSX.Element {
  const [empty, setEmpty] = createSignal(true)
  const [error, setError] = createSignal('')
  const [attached, attach] = createSignal<Attached>()
  const [recording, setRecording] = createSignal(false)
  let box!: HTMLDivElement
  let told = 0
  const { id } = props.chat
  const fill = (text: Text): void => {
    writeBox(box, text)
    setEmpty(text.text === '')
  }
  onMount(() => {
    const text = begun.get(id)
    if (text) fill(text)
    if (matchMedia('(hover: hover)').matches) box.focus()
  })
  onCleanup(() => {
    const text = readBox(box)
    text.text === '' ? begun.delete(id) : begun.set(id, text)
    if (told && Date.now() - told < typingEvery) void call('typeSecret', { id, typing: false }).catch(() => {})
  })
  createEffect(on(() => props.reply, () => box.focus(), { defer: true }))
  const changed = (): void => {
    const { text } = readBox(box)
    setEmpty(text === '')
    setError('')
    if (text !== '' && Date.now() - told > typingEvery) {
      told = Date.now()
      void call('typeSecret', { id, typing: true }).catch(() => {}) // it is of no use a moment later
    }
  }
  const submit = async (): Promise<void> => {
    const text = parseMarks(readBox(box))
    if (text.text === '') return
    const { reply } = props
    fill({ text: '', entities: [] })
    props.onReply(undefined)
    told = 0
    try {
      await call('sendSecret', { id, text, reply })
    } catch (e) {
      fill(text) // it could not be kept, so it stays in the box
      setError(errorText(e))
    }
  }
  const choose = (files: readonly File[], as: 'picture' | 'file'): void => void (files.length > 0 && attach({ files, as, caption: '' }))
  const sendFiles = async (all: readonly Sendable[]): Promise<void> => {
    await call('sendSecretFiles', { id, files: await Promise.all(all.map(prepare)), reply: props.reply })
    props.onReply(undefined)
  }
  const keys = (e: KeyboardEvent): void => {
    if (e.isComposing) return
    const mod = e.ctrlKey || e.metaKey
    if (e.key === 'Enter' && !e.shiftKey && (mod || enterSends())) {
      e.preventDefault()
      void submit()
    } else if (e.key === 'Escape' && props.reply !== undefined) {
      e.preventDefault()
      props.onReply(undefined)
    } else if (mod && !e.altKey) {
      const look = looks[`${e.shiftKey ? 'shift+' : ''}${e.key.toLowerCase()}`]
      if (!look) return
      e.preventDefault()
      toggleLook(box, look)
    }
  }
  const answered = () => props.log.messages().find((m) => m.name === props.reply)
  return (
    <form
      class="composer secret-composer"
      onSubmit={(e) => {
        e.preventDefault()
        void submit()
      }}
    >
      <div class="composer-frame">
        <Show when={props.reply !== undefined && answered()}>
          {(m) => (
            <div class="writing-bar">
              <Icon name="reply" />
              <div class="writing-about">
                <p class="writing-title">{t().message.replyTo(m().out ? t().common.you : personName(props.chat.peer))}</p>
                <p dir="auto">{summary(m(), props.chat.peer)}</p>
              </div>
              <IconButton icon="x" label={t().common.cancel} onClick={() => props.onReply(undefined)} />
            </div>
          )}
        </Show>
        <Show when={recording()}>
          <Suspense>
            <Recorder
              onDone={(r) => {
                setRecording(false)
                void sendFiles([voiceOf(r)]).catch((e: unknown) => setError(errorText(e)))
              }}
              onClose={() => setRecording(false)} onError={setError}
            />
          </Suspense>
        </Show>
        <div class="composer-box" hidden={recording()}>
          <AttachButton onFiles={choose} />
          <div
            ref={box}
            class="composer-text" classList={{ 'composer-empty': empty() }}
            contenteditable="true" role="textbox" aria-multiline="true" aria-label={t().chat.message} data-placeholder={t().secret.write}
            dir={empty() ? undefined : 'auto'} tabindex="0" enterkeyhint={enterSends() ? 'send' : 'enter'} spellcheck={false}
            onInput={changed} onKeyDown={keys}
            onPaste={(e) => {
              e.preventDefault()
              const pasted = filesOf(e.clipboardData)
              if (pasted.length > 0) choose(pasted, 'picture')
              else document.execCommand('insertText', false, e.clipboardData?.getData('text/plain') ?? '')
            }}
            onDrop={(e) => {
              e.preventDefault()
              choose(filesOf(e.dataTransfer), 'picture')
            }}
          />
          <Show when={records && empty()}>
            <IconButton class="composer-record" icon="mic" label={t().media.compose.record} onClick={() => setRecording(true)} />
          </Show>
          <IconButton class="composer-send" icon="send-horizontal" label={t().common.send} mirror type="submit" disabled={empty()} />
        </div>
      </div>
      <Show when={error()}><p class="composer-error" role="alert">{error()}</p></Show>
      <Show when={attached()} keyed>
        {(a) => <AttachDialog attached={a} secret={{ largest, send: sendFiles }} onClose={() => attach(undefined)} onSent={() => attach(undefined)} />}
      </Show>
    </form>
  )
}
