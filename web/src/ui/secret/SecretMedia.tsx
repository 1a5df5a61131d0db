import { createEffect, createMemo, createSignal, onCleanup, Show, untrack, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import { fileSize } from '../../lang/format'
import type { Message } from '../../model/message'
import { opensFirst, type SecretMedia, type SecretMessage } from '../../model/secret'
import type { PeerId } from '../../model/peer'
import { forgetLocal } from '../../store/files'
import { call } from '../../store/link'
import { progressOf } from '../../store/progress'
import { Icon } from '../icon/Icon'
import { saveBlob } from '../media/FileView'
import { MediaBody } from '../media/MediaBody'
import { closeViewer, view, viewing } from '../viewer/viewing'
import { playName } from '../voice/Player'
import { stop } from '../voice/playing'
import { asMessage } from './asMessage'

/** What a message carries besides text; with an album, what its messages carry. */
export function SecretMediaBody(props: { message: SecretMessage; album?: readonly SecretMessage[]; peer: PeerId }): JSX.Element {
  return (
    <Show
      when={props.message.media?.kind === 'file' || props.message.media?.kind === 'unknown'}
      fallback={<Shown messages={props.album ?? [props.message]} peer={props.peer} />}
    >
      <Show when={props.message.media}>{(media) => <FileBody message={props.message} media={media()} />}</Show>
    </Show>
  )
}

const fetch = (m: SecretMessage): Promise<Blob> => call('getSecretFile', { id: m.chat, message: m.id })

/** Has the timer begin of what is opened. */
function opened(m: SecretMessage): void {
  if (!m.out && opensFirst(m) && m.ends === undefined) void call('openSecret', { id: m.chat, message: m.id }).catch(() => {}) // the next look tells it
}

/** What is larger is fetched when somebody wants to see it. */
const eager = 10 << 20

/** Pictures, videos and voice notes, as other chats show them. The bytes are in this page while the message is shown. */
function Shown(props: { messages: readonly SecretMessage[]; peer: PeerId }): JSX.Element {
  const [blobs, setBlobs] = createSignal<ReadonlyMap<number, Blob>>(new Map())
  const [problem, setProblem] = createSignal('')
  const asked = new Map<number, Promise<Blob | undefined>>()
  let gone = false
  const get = (m: SecretMessage): Promise<Blob | undefined> => {
    const had = asked.get(m.id)
    if (had) return had
    const found = fetch(m).then((blob) => {
      if (!gone) setBlobs((old) => new Map(old).set(m.id, blob))
      return blob
    }, (e: unknown) => {
      asked.delete(m.id)
      setProblem(errorText(e))
      return undefined
    })
    asked.set(m.id, found)
    return found
  }
  createEffect(() => {
    for (const m of props.messages) if ((m.media?.bytes ?? 0) <= eager) untrack(() => void get(m))
  })
  // The same object while nothing of it changes, so that what shows it stays.
  const made = new Map<number, { readonly of: SecretMessage; readonly blob?: Blob; readonly message: Message }>()
  const shown = createMemo(() => props.messages.map((m) => {
    const blob = blobs().get(m.id)
    const had = made.get(m.id)
    if (had?.of === m && had.blob === blob) return had.message
    const message = asMessage(m, props.peer, blob)
    made.set(m.id, { of: m, blob, message })
    return message
  }))
  const secretOf = (m: Message): SecretMessage | undefined => props.messages.find((s) => s.id === m.id)
  const begin = (m: Message): void => {
    const s = secretOf(m)
    if (s) opened(s)
  }
  const open = async (m: Message): Promise<void> => {
    const s = secretOf(m)
    if (!s || !(await get(s))) return
    const items = shown().flatMap((o) => {
      const { media } = o
      return (media?.kind === 'photo' || media?.kind === 'video') && (!media.ttl || o.id === m.id)
        ? [{ media: { ...media, ttl: undefined, local: blobs().get(o.id) }, message: o, caption: o.text }] : []
    })
    view(items, items.findIndex((i) => i.message.id === m.id), '')
    begin(m)
  }
  onCleanup(() => {
    gone = true
    const seen = viewing()?.items[viewing()?.at ?? 0]?.message
    if (seen && made.get(seen.id)?.of.chat === seen.chat) closeViewer() // it has destroyed itself, or the chat was left
    for (const { message } of made.values()) stop(playName(message))
    for (const blob of blobs().values()) forgetLocal(blob)
  })
  return (
    <>
      <Show when={shown()[0]}>
        {(first) => <MediaBody message={first()} album={shown().length > 1 ? shown() : undefined} acts={{ open: (m) => void open(m), play: begin }} />}
      </Show>
      <Show when={problem()}><p class="secret-problem" role="alert">{problem()}</p></Show>
    </>
  )
}

function FileBody(props: { message: SecretMessage; media: SecretMedia }): JSX.Element {
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal('')
  const name = (): string => props.media.name || t().secret.file
  const size = (): string => {
    if (busy()) return t().secret.loadingFile
    const { done, total } = progressOf(`secret ${props.message.chat} ${props.message.id}`)
    if (props.message.state === 'sending' && done < total) return t().media.sentOf(fileSize(done), fileSize(total))
    return fileSize(props.media.bytes)
  }
  const save = async (): Promise<void> => {
    if (busy()) return
    setBusy(true)
    setProblem('')
    try {
      saveBlob(await fetch(props.message), name())
      opened(props.message)
    } catch (e) {
      setProblem(errorText(e))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <button type="button" class="secret-file" aria-label={t().secret.saveFile(name())} disabled={props.media.kind === 'unknown'} onClick={() => void save()}>
        <span class="secret-file-icon"><Icon name="file" /></span>
        <span class="secret-file-words">
          <span dir="auto">{name()}</span>
          <span>{size()}</span>
        </span>
      </button>
      <Show when={problem()}><p class="secret-problem" role="alert">{problem()}</p></Show>
    </>
  )
}
