import { createEffect, createSignal, lazy, on, onCleanup, onMount, Show, Suspense, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import { duration } from '../../lang/format'
import type { Text } from '../../model/text'
import { general } from '../../model/topic'
import { self } from '../../store/account'
import { draftOf, dropDraft, keepDraft, toldDraft } from '../../store/drafts'
import { wrote } from '../../store/groups'
import { history } from '../../store/history'
import { call } from '../../store/link'
import { send, sendFiles } from '../../store/outbox'
import { peer } from '../../store/peers'
import { replied } from '../../store/replies'
import { enterSends } from '../../store/settings'
import { parseMarks } from '../../view/markdown'
import { isBroadcast } from '../../view/rights'
import { AttachButton } from '../attach/AttachButton'
import { filesOf } from '../attach/attaching'
import { LinkPreview } from '../attach/LinkPreview'
import { Icon } from '../icon/Icon'
import { IconButton } from '../parts/Button'
import { onEscape } from '../shell/escape'
import { canEdit, replaceable } from './actions'
import { LinkDialog } from './LinkDialog'
import { createMentions } from './mentions'
import { readBox, setLink, toggleLook, writeBox } from './rich'
import { SendAs } from './SendAs'
import { SendMore } from './SendMore'
import { useTalk } from './talk'
import { createWait } from './wait'
import { WritingBar } from './WritingBar'
import type { Recorded } from '../voice/Recorder'
import { records, Recorder, voiceOf } from '../voice/recording'
import './composer.css'

const AttachDialog = lazy(async () => ({ default: (await import('../attach/AttachDialog')).AttachDialog }))
const PollDialog = lazy(async () => ({ default: (await import('../polls/PollDialog')).PollDialog }))


/** How often others are told that we type. */
const typingEvery = 5000

const looks: Record<string, Parameters<typeof toggleLook>[1]> = {
  b: 'bold', i: 'italic', u: 'underline', 'shift+x': 'strike', 'shift+m': 'code', 'shift+p': 'spoiler',
}

/** Where messages are written and changed. */
export function Composer(props: { onSent: () => void }): JSX.Element {
  const talk = useTalk()
  const [empty, setEmpty] = createSignal(true)
  const [error, setError] = createSignal('')
  const [words, setWords] = createSignal('')
  const [noPreview, setNoPreview] = createSignal(false)
  const [polling, setPolling] = createSignal(false)
  const [recording, setRecording] = createSignal(false)
  const [linking, setLinking] = createSignal<Range>()
  let box!: HTMLDivElement
  const names = createMentions(talk.chat, () => box)
  const wait = createWait(talk.chat)
  let told = 0
  // What was being written before a message was edited.
  let aside: Text | undefined

  const fill = (text: Text): void => {
    writeBox(box, text)
    setEmpty(text.text === '')
    setWords(text.text)
    const end = document.createRange()
    end.selectNodeContents(box)
    end.collapse(false)
    if (document.activeElement === box) getSelection()?.setBaseAndExtent(end.endContainer, end.endOffset, end.endContainer, end.endOffset)
  }
  const focus = (): void => {
    box.focus()
    const s = getSelection()
    s?.selectAllChildren(box)
    s?.collapseToEnd()
  }

  onMount(() => {
    const draft = talk.thread === undefined ? draftOf(talk.chat, talk.topic) : undefined
    if (draft) {
      fill(draft)
      if (draft.replyTo) answer(draft.replyTo)
    }
    if (matchMedia('(hover: hover)').matches) focus()
  })
  /** The message that a draft answers may have to be asked for first. */
  const answer = (id: number): void => {
    createEffect(() => {
      const reply = replied(talk.chat, id)
      if (reply && talk.writing().kind === 'new') talk.setWriting({ kind: 'new', reply })
    })
  }
  // Another device of ours wrote a draft: it is shown unless something was written here.
  createEffect(on(() => toldDraft(talk.chat, talk.topic), (draft, before) => {
    if (draft && talk.thread === undefined && talk.writing().kind === 'new' && readBox(box).text === (before?.text ?? '') && draft.text !== readBox(box).text) fill(draft)
  }, { defer: true }))
  createEffect(on(talk.writing, (w, before) => {
    setError('')
    if (w.kind === 'edit') {
      if (before?.kind === 'new') aside = readBox(box)
      fill(w.message)
    } else if (before?.kind === 'edit') {
      fill(aside ?? { text: '', entities: [] })
      aside = undefined
    }
    if (before) {
      focus()
      if (w.kind === 'new') remember()
    }
  }))
  onEscape(() => {
    const w = talk.writing()
    if (w.kind === 'new' && !w.reply) return false
    talk.setWriting({ kind: 'new' })
    return true
  })

  const remember = (): void => {
    const w = talk.writing()
    if (w.kind === 'new' && talk.thread === undefined) keepDraft(talk.chat, readBox(box), w.reply?.id, talk.topic)
  }
  const changed = (): void => {
    const text = readBox(box)
    setEmpty(text.text === '')
    setWords(text.text)
    if (text.text === '') setNoPreview(false)
    setError('')
    names.look()
    if (talk.writing().kind === 'edit') return
    remember()
    if (text.text !== '' && Date.now() - told > typingEvery && talk.chat !== self()) {
      told = Date.now()
      void call('setTyping', { chat: talk.chat, topic: talk.topic, typing: true }).catch(() => {}) // it is of no use a moment later
    }
  }
  onCleanup(() => {
    if (told && Date.now() - told < typingEvery) void call('setTyping', { chat: talk.chat, topic: talk.topic, typing: false }).catch(() => {})
  })

  const replacing = (): boolean => {
    const w = talk.writing()
    return w.kind === 'edit' && replaceable(w.message)
  }
  /** There is something to say, or what a message carries may stand alone. */
  const ready = (): boolean => !empty() || replacing()
  const submit = async (more: { silent?: boolean; at?: number } = {}): Promise<void> => {
    const text = parseMarks(readBox(box))
    const w = talk.writing()
    if (!ready() || (w.kind === 'new' && wait() > 0)) return
    if (w.kind === 'edit') {
      try {
        await call('editMessage', { chat: talk.chat, id: w.message.id, text })
        talk.setWriting({ kind: 'new' })
      } catch (e) {
        setError(errorText(e))
      }
      return
    }
    const without = noPreview()
    const where = topic()
    clear()
    try {
      await send(talk.chat, text, { replyTo: w.reply?.id ?? talk.thread, top: talk.thread, topic: where, quote: w.quote, noPreview: without || undefined, ...more })
    } catch (e) {
      fill(text) // it could not be kept, so it stays in the box
      setError(errorText(e))
      return
    }
    if (!more.at) sent()
  }
  const sent = (): void => {
    wrote(talk.chat)
    props.onSent()
  }

  /** The box is as if nothing had been written. */
  const clear = (): void => {
    fill({ text: '', entities: [] })
    talk.setWriting({ kind: 'new' })
    setNoPreview(false)
    if (talk.thread === undefined) dropDraft(talk.chat, talk.topic)
    told = 0
  }
  const replyTo = (): number | undefined => {
    const w = talk.writing()
    return w.kind === 'new' ? (w.reply?.id ?? talk.thread) : undefined
  }
  /** Where it goes in a forum: to the topic that is open, or else to where the message is that it answers. The general one is not named. */
  const topic = (): number | undefined => {
    const w = talk.writing()
    const to = talk.topic ?? (w.kind === 'new' ? w.reply?.topic : undefined)
    return to === general ? undefined : to
  }
  const attach = (files: readonly File[], as: 'picture' | 'file'): void => {
    const w = talk.writing()
    if (files.length === 0 || (w.kind === 'edit' && !replaceable(w.message))) return
    talk.attach({ files, as, caption: readBox(box).text, replaces: w.kind === 'edit' ? w.message.id : undefined })
  }
  const sendVoice = async (r: Recorded): Promise<void> => {
    setRecording(false)
    try {
      await sendFiles(talk.chat, [voiceOf(r)], { replyTo: replyTo(), topic: topic() })
      talk.setWriting({ kind: 'new' })
      sent()
    } catch (e) {
      setError(errorText(e))
    }
  }

  const keys = (e: KeyboardEvent): void => {
    if (e.isComposing || names.keys(e)) return
    const mod = e.ctrlKey || e.metaKey
    if (e.key === 'Enter' && !e.shiftKey && (mod || enterSends())) {
      e.preventDefault()
      void submit()
    } else if (e.key === 'ArrowUp' && empty() && talk.writing().kind === 'new') {
      const last = history(talk.chat, talk.topic).messages.findLast(canEdit)
      if (!last) return
      e.preventDefault()
      talk.setWriting({ kind: 'edit', message: last })
    } else if (mod && !e.altKey) {
      const name = `${e.shiftKey ? 'shift+' : ''}${e.key.toLowerCase()}`
      const look = looks[name]
      if (look) {
        e.preventDefault()
        toggleLook(box, look)
      } else if (name === 'k' && getSelection()?.isCollapsed === false) {
        e.preventDefault()
        e.stopPropagation()
        setLinking(getSelection()?.getRangeAt(0).cloneRange())
      }
    }
  }

  return (
    <form
      class="composer"
      onSubmit={(e) => {
        e.preventDefault()
        void submit()
      }}
    >
      <div class="composer-frame">
        <names.List />
        <Show when={wait() > 0}>
          <p class="composer-wait" role="status"><Icon name="timer" size={16} />{t().group.write.slow(duration(wait()))}</p>
        </Show>
        <WritingBar />
        <Show when={talk.writing().kind === 'new'}>
          <LinkPreview text={words()} refused={noPreview()} onRefuse={() => setNoPreview(true)} />
        </Show>
        <Show when={recording()}>
          <Suspense>
            <Recorder onDone={(r) => void sendVoice(r)} onClose={() => setRecording(false)} onError={setError} />
          </Suspense>
        </Show>
        <div class="composer-box" hidden={recording()}>
          <Show when={talk.writing().kind === 'new'}>
            <SendAs chat={talk.chat} />
            <AttachButton onFiles={attach} onPoll={() => setPolling(true)} />
          </Show>
          <Show when={replacing()}><AttachButton replaces onFiles={attach} /></Show>
          <div
            ref={box}
            class="composer-text"
            classList={{ 'composer-empty': empty() }}
            contenteditable="true"
            role="textbox"
            aria-multiline="true"
            aria-label={t().chat.message}
            aria-controls={names.shown() ? names.id : undefined}
            aria-activedescendant={names.active()}
            data-placeholder={talk.thread === undefined ? (isBroadcast(peer(talk.chat)) ? t().group.write.post : t().chat.message) : t().group.write.comment}
            dir={empty() ? undefined : 'auto'}
            tabindex="0"
            enterkeyhint={enterSends() ? 'send' : 'enter'}
            onInput={changed}
            onKeyDown={keys}
            onBlur={() => names.close()}
            onPaste={(e) => {
              const files = filesOf(e.clipboardData)
              if (files.length > 0 && (talk.writing().kind === 'new' || replacing())) {
                e.preventDefault()
                attach(files, 'picture')
                return
              }
              const text = e.clipboardData?.getData('text/plain')
              if (!text) return
              e.preventDefault()
              document.execCommand('insertText', false, text)
            }}
            onDrop={(e) => e.preventDefault()}
          />
          <Show when={talk.writing().kind === 'new'}>
            <SendMore disabled={empty()} onChoose={(more) => void submit(more)} />
          </Show>
          <Show when={records && empty() && talk.writing().kind === 'new'}>
            <IconButton class="composer-record" icon="mic" label={t().media.compose.record} onClick={() => setRecording(true)} />
          </Show>
          <IconButton
            class="composer-send"
            icon={talk.writing().kind === 'edit' ? 'check' : 'send-horizontal'}
            label={talk.writing().kind === 'edit' ? t().common.save : t().common.send}
            mirror={talk.writing().kind === 'new'}
            type="submit"
            disabled={!ready() || (wait() > 0 && talk.writing().kind === 'new')}
          />
        </div>
      </div>
      <Show when={error()}>
        <p class="composer-error" role="alert">{error()}</p>
      </Show>
      <Show when={talk.attached()} keyed>
        {(attached) => (
          <Suspense>
            <AttachDialog
              attached={attached} chat={talk.chat} replyTo={replyTo()} topic={topic()} onClose={() => talk.attach(undefined)}
              onSent={() => {
                talk.attach(undefined)
                clear()
                sent()
              }}
            />
          </Suspense>
        )}
      </Show>
      <Show when={polling()}>
        <Suspense>
          <PollDialog
            onClose={() => setPolling(false)}
            onSend={async (poll) => {
              await send(talk.chat, { text: '', entities: [] }, { poll, replyTo: replyTo(), topic: topic() })
              setPolling(false)
              talk.setWriting({ kind: 'new' })
              sent()
            }}
          />
        </Suspense>
      </Show>
      <LinkDialog
        open={linking() !== undefined}
        onClose={() => setLinking(undefined)}
        onLink={(url) => {
          const range = linking()
          setLinking(undefined)
          box.focus()
          if (range) {
            getSelection()?.removeAllRanges()
            getSelection()?.addRange(range)
          }
          setLink(box, url)
        }}
      />
    </form>
  )
}
