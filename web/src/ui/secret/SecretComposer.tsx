import { createEffect, createSignal, For, on, onCleanup, onMount, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import { fileSize } from '../../lang/format'
import type { SecretChat } from '../../model/secret'
import type { Text } from '../../model/text'
import { call } from '../../store/link'
import type { SecretLog } from '../../store/secretLog'
import { enterSends } from '../../store/settings'
import { parseMarks } from '../../view/markdown'
import { filesOf } from '../attach/attaching'
import { readBox, toggleLook, writeBox } from '../conversation/rich'
import { Icon } from '../icon/Icon'
import { Button, IconButton } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { MenuButton } from '../parts/Menu'
import { personName } from '../parts/name'
import { prepare } from './prepare'
import { summary } from './words'

const typingEvery = 5000
const looks: Record<string, Parameters<typeof toggleLook>[1]> = {
  b: 'bold', i: 'italic', u: 'underline', 'shift+x': 'strike', 'shift+m': 'code', 'shift+p': 'spoiler',
}

/** What was begun and not sent, until the page is closed. It is kept nowhere else. */
const begun = new Map<number, Text>()

/** Where one writes in a secret chat. */
export function SecretComposer(props: { chat: SecretChat; log: SecretLog; reply?: string; onReply: (name: string | undefined) => void }): JSX.Element {
  const [empty, setEmpty] = createSignal(true)
  const [error, setError] = createSignal('')
  const [chosen, setChosen] = createSignal<{ readonly files: readonly File[]; readonly as: 'picture' | 'file' }>()
  const [busy, setBusy] = createSignal(false)
  let box!: HTMLDivElement
  let pictures!: HTMLInputElement
  let files!: HTMLInputElement
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
  const choose = (as: 'picture' | 'file') => (e: Event & { currentTarget: HTMLInputElement }): void => {
    const all = [...(e.currentTarget.files ?? [])]
    e.currentTarget.value = ''
    if (all.length > 0) setChosen({ files: all, as })
  }
  const sendFiles = async (): Promise<void> => {
    const c = chosen()
    if (!c || busy()) return
    setBusy(true)
    try {
      for (const f of c.files) await call('sendSecretFile', { id, file: await prepare(f, c.as), text: { text: '', entities: [] }, reply: props.reply })
      props.onReply(undefined)
    } catch (e) {
      setError(errorText(e))
    } finally {
      setBusy(false)
      setChosen(undefined)
    }
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
        <div class="composer-box">
          <div class="composer-attach">
            <MenuButton
              icon="paperclip" label={t().media.compose.attach}
              items={[
                { label: t().secret.photo, icon: 'image', act: () => pictures.click() },
                { label: t().secret.file, icon: 'file', act: () => files.click() },
              ]}
            />
            <input ref={pictures} type="file" accept="image/*" multiple hidden onChange={choose('picture')} />
            <input ref={files} type="file" multiple hidden onChange={choose('file')} />
          </div>
          <div
            ref={box}
            class="composer-text" classList={{ 'composer-empty': empty() }}
            contenteditable="true" role="textbox" aria-multiline="true" aria-label={t().chat.message} data-placeholder={t().secret.write}
            dir={empty() ? undefined : 'auto'} tabindex="0" enterkeyhint={enterSends() ? 'send' : 'enter'} spellcheck={false}
            onInput={changed} onKeyDown={keys}
            onPaste={(e) => {
              e.preventDefault()
              const pasted = filesOf(e.clipboardData)
              if (pasted.length > 0) setChosen({ files: pasted, as: 'picture' })
              else document.execCommand('insertText', false, e.clipboardData?.getData('text/plain') ?? '')
            }}
            onDrop={(e) => {
              e.preventDefault()
              const dropped = filesOf(e.dataTransfer)
              if (dropped.length > 0) setChosen({ files: dropped, as: 'picture' })
            }}
          />
          <IconButton class="composer-send" icon="send-horizontal" label={t().common.send} mirror type="submit" disabled={empty()} />
        </div>
      </div>
      <Show when={error()}><p class="composer-error" role="alert">{error()}</p></Show>
      <Dialog open={chosen() !== undefined} title={t().secret.sendTo(personName(props.chat.peer))} onClose={() => setChosen(undefined)}>
        <form
          onSubmit={(e) => {
            e.preventDefault()
            e.stopPropagation()
            void sendFiles()
          }}
        >
          <ul class="secret-chosen">
            <For each={chosen()?.files}>{(f) => <li><Icon name={chosen()?.as === 'picture' ? 'image' : 'file'} /><span dir="auto">{f.name}</span><span>{fileSize(f.size)}</span></li>}</For>
          </ul>
          <div class="dialog-actions">
            <Button look="plain" onClick={() => setChosen(undefined)}>{t().common.cancel}</Button>
            <Button type="submit" busy={busy()}>{t().common.send}</Button>
          </div>
        </form>
      </Dialog>
    </form>
  )
}
