import { createSignal, For, onCleanup, onMount, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import { fileSize, number } from '../../lang/format'
import { onceTTL } from '../../model/media'
import { self } from '../../store/account'
import { sendFiles, type Sendable } from '../../store/outbox'
import { parseMarks } from '../../view/markdown'
import { clock } from '../../view/media'
import { Icon } from '../icon/Icon'
import { Button, IconButton } from '../parts/Button'
import { Check } from '../parts/Check'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import type { Attached } from './attaching'
import { look, smaller, type Looked } from './look'
import './attach.css'

interface Piece {
  readonly source: File
  readonly looked: Looked
  readonly url: string
  readonly caption: string
}

/** What a person sends at once at most. */
const most = 50
/** What was chosen to be sent: its order, words, and how it goes. */
export function AttachDialog(props: {
  attached: Attached
  /** Where to; for who writes in a secret chat it is settled already. */
  chat?: number
  replyTo?: number
  topic?: number
  /** How files of a secret chat go. Their photos are always drawn anew, and what goes as it is, is said. */
  secret?: { readonly largest: number; readonly send: (all: readonly Sendable[]) => Promise<void> }
  onClose: () => void
  onSent: () => void
}): JSX.Element {
  const [pieces, setPieces] = createSignal<readonly Piece[]>([])
  const [caption, setCaption] = createSignal(props.attached.caption)
  const [as, setAs] = createSignal(props.attached.as)
  const [compress, setCompress] = createSignal(localStorage.getItem('compress') !== 'no')
  const [once, setOnce] = createSignal(false)
  const [spoiler, setSpoiler] = createSignal(false)
  const [busy, setBusy] = createSignal(true)
  const [error, setError] = createSignal('')
  let more!: HTMLInputElement
  let dragged = -1
  /** What the server takes by default, in bytes. */
  const largest = props.secret?.largest ?? 2 * 2 ** 30

  const add = async (files: readonly File[], how = as()): Promise<void> => {
    setBusy(true)
    setError('')
    for (const f of props.attached.replaces ? files.slice(0, 1) : files) {
      if (f.size === 0) setError(t().media.compose.empty(f.name))
      else if (f.size > largest) setError(t().media.compose.tooLarge(f.name, fileSize(largest)))
      else if (pieces().length >= most) setError(t().media.compose.tooMany(most))
      else {
        const looked = await look(f, how)
        setPieces((old) => [...old, { source: f, looked, url: URL.createObjectURL(looked.thumb ?? looked.blob), caption: '' }])
      }
    }
    setBusy(false)
    if (pieces().length === 0 && error() === '') props.onClose()
  }
  onMount(() => void add(props.attached.files))
  onCleanup(() => pieces().forEach((p) => URL.revokeObjectURL(p.url)))

  const change = (how: 'picture' | 'file'): void => {
    setAs(how)
    const sources = pieces().map((p) => p.source)
    pieces().forEach((p) => URL.revokeObjectURL(p.url))
    setPieces([])
    void add(sources, how)
  }
  const move = (from: number, to: number): void => {
    setPieces((old) => {
      const next = [...old]
      const [p] = next.splice(from, 1)
      if (p) next.splice(to, 0, p)
      return next
    })
  }
  const remove = (at: number): void => {
    setPieces((old) => old.filter((_, i) => i !== at))
    if (pieces().length === 0) props.onClose()
  }
  const visual = (p: Piece): boolean => p.looked.file.kind === 'photo' || p.looked.file.kind === 'video'
  const alone = (): Piece | undefined => (pieces().length === 1 ? pieces()[0] : undefined)
  const mayBeOnce = (): boolean => {
    const p = alone()
    return p !== undefined && visual(p) && !props.attached.replaces && props.chat !== undefined && props.chat > 0 && props.chat !== self()
  }
  /** Pictures and videos that were not drawn anew say what they always said. */
  const telling = (p: Piece): boolean =>
    props.secret !== undefined && p.looked.file.kind !== 'photo' && (/^(image|video)\//.test(p.source.type) || (as() === 'picture' && !p.source.type.startsWith('audio/')))
  const photos = (): boolean => pieces().some((p) => p.looked.file.kind === 'photo')

  const send = async (): Promise<void> => {
    if (busy() || pieces().length === 0) return
    setBusy(true)
    try {
      const all: Sendable[] = []
      for (const [i, p] of pieces().entries()) {
        const l = (compress() || props.secret) && p.looked.file.kind === 'photo' ? await smaller(p.looked, props.secret !== undefined) : p.looked
        const file = {
          ...l.file, spoiler: spoiler() && visual(p) ? true : undefined, ttl: once() && mayBeOnce() ? onceTTL : undefined,
        }
        const words = [p.caption, i === 0 ? caption() : ''].filter(Boolean).join('\n')
        all.push({ file, blob: l.blob, thumb: l.thumb, text: parseMarks({ text: words.trim(), entities: [] }) })
      }
      if (props.secret) await props.secret.send(all)
      else if (props.chat !== undefined) await sendFiles(props.chat, all, { replyTo: props.replyTo, topic: props.topic, replaces: props.attached.replaces })
      props.onSent()
    } catch (e) {
      setError(errorText(e))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog open title={props.attached.replaces ? t().media.compose.replace : t().media.compose.title(pieces().length || props.attached.files.length)} onClose={props.onClose}>
      <form
        class="attach"
        onSubmit={(e) => {
          e.preventDefault()
          e.stopPropagation()
          void send()
        }}
      >
        <ol class="attach-list" classList={{ 'attach-alone': alone() !== undefined && visual(alone() as Piece) }}>
          <For each={pieces()}>
            {(p, i) => (
              <li
                class="attach-piece" draggable={pieces().length > 1}
                onDragStart={() => (dragged = i())}
                onDragOver={(e) => {
                  e.preventDefault()
                  if (dragged >= 0 && dragged !== i()) {
                    move(dragged, i())
                    dragged = i()
                  }
                }}
                onDragEnd={() => (dragged = -1)}
              >
                <span class="attach-picture" aria-hidden="true">
                  <Show when={visual(p)} fallback={<Icon name={p.looked.file.duration > 0 ? 'music' : 'file'} size={24} />}>
                    <img src={p.url} alt="" draggable="false" />
                    <Show when={p.looked.file.kind === 'video'}><span class="attach-time">{clock(p.looked.file.duration)}</span></Show>
                  </Show>
                </span>
                <div class="attach-about">
                  <p class="attach-name" dir="auto" title={p.source.name}>{p.source.name}</p>
                  <p class="attach-size">{fileSize(p.source.size)}</p>
                  <Show when={pieces().length > 1}>
                    <input
                      class="attach-caption" type="text" dir="auto" value={p.caption} placeholder={t().media.compose.caption}
                      aria-label={t().media.compose.captionOf(p.source.name)} maxlength={1024}
                      onChange={(e) => {
                        const text = e.currentTarget.value
                        setPieces((old) => old.map((o) => (o.url === p.url ? { ...o, caption: text } : o)))
                      }}
                    />
                  </Show>
                </div>
                <div class="attach-tools">
                  <Show when={pieces().length > 1}>
                    <IconButton icon="arrow-up" label={`${t().media.compose.earlier}: ${p.source.name}`} disabled={i() === 0} onClick={() => move(i(), i() - 1)} />
                    <IconButton icon="arrow-down" label={`${t().media.compose.later}: ${p.source.name}`} disabled={i() === pieces().length - 1} onClick={() => move(i(), i() + 1)} />
                  </Show>
                  <IconButton icon="x" label={`${t().media.compose.remove}: ${p.source.name}`} onClick={() => remove(i())} />
                </div>
              </li>
            )}
          </For>
        </ol>
        <Show when={busy()}><p class="attach-busy" role="status">{t().media.compose.preparing}</p></Show>
        <Show when={error()}><p class="attach-error" role="alert">{error()}</p></Show>
        <Show when={pieces().some(telling)}><p class="attach-tells" role="alert">{t().secret.tells(pieces().filter(telling).map((p) => p.source.name))}</p></Show>
        <Field label={t().media.compose.caption} autocomplete="off" dir="auto" maxlength={1024} value={caption()} onText={setCaption} />
        <div class="attach-choices">
          <Show when={photos() && !props.secret}>
            <Check
              checked={compress()} label={t().media.compose.compress}
              onChange={(on) => {
                setCompress(on)
                localStorage.setItem('compress', on ? 'yes' : 'no')
              }}
            />
          </Show>
          <Show when={pieces().some(visual) && !props.secret}><Check checked={spoiler()} label={t().media.compose.spoiler} onChange={setSpoiler} /></Show>
          <Show when={mayBeOnce()}><Check checked={once()} label={t().media.compose.once} onChange={setOnce} /></Show>
          <Show when={as() === 'file' || pieces().some(visual)}>
            <Check checked={as() === 'file'} label={t().media.compose.asFiles} onChange={(on) => change(on ? 'file' : 'picture')} />
          </Show>
        </div>
        <div class="dialog-actions">
          <input
            ref={more} type="file" multiple hidden aria-hidden="true" tabindex="-1"
            onChange={(e) => {
              void add([...(e.currentTarget.files ?? [])])
              e.currentTarget.value = ''
            }}
          />
          <Show when={!props.attached.replaces}>
            <Button look="plain" class="attach-more" onClick={() => more.click()}>{t().media.compose.add}</Button>
          </Show>
          <Button look="plain" onClick={() => props.onClose()}>{t().common.cancel}</Button>
          <Button type="submit" disabled={busy() || pieces().length === 0}>
            {props.attached.replaces ? t().common.save : t().common.send}
            <Show when={pieces().length > 1}><span aria-hidden="true"> {number(pieces().length)}</span></Show>
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
