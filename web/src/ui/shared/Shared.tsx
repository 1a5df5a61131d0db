import { createEffect, createResource, createSignal, For, on, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { day, shortNumber, time } from '../../lang/format'
import type { Message } from '../../model/message'
import type { PeerId } from '../../model/peer'
import type { Args } from '../../proto/api'
import { call, listen } from '../../store/link'
import { safeUrl } from '../../view/links'
import { FileView } from '../media/FileView'
import { pictureOf } from '../media/Album'
import { Tile } from '../media/Tile'
import { Button } from '../parts/Button'
import { Empty } from '../parts/Empty'
import { personName } from '../parts/name'
import { InfoBar } from '../shell/InfoBar'
import { chatLink, follow, go } from '../shell/route'
import { openViewer } from '../viewer/viewing'
import { VoiceView } from '../voice/VoiceView'
import { onCleanup } from 'solid-js'
import '../media/media.css'
import './shared.css'

type Kind = Args<'getShared'>['kind']

const kinds: readonly Kind[] = ['pictures', 'files', 'links', 'voice', 'music']
const pageSize = 50

/** What was sent in a chat besides text, by kind. */
export function Shared(props: { id: PeerId }): JSX.Element {
  const [kind, setKind] = createSignal<Kind>('pictures')
  const [found, setFound] = createSignal<readonly Message[]>()
  const [more, setMore] = createSignal(false)
  const [counts, { refetch }] = createResource(() => props.id, (chat) => call('countShared', { chat }))
  const load = async (before: number): Promise<void> => {
    const asked = kind()
    const page = await call('getShared', { chat: props.id, kind: asked, before }).catch(() => [])
    if (asked !== kind()) return
    setMore(page.length >= pageSize)
    setFound((old) => [...(before ? (old ?? []) : []), ...page])
  }
  createEffect(on([kind, () => props.id], () => {
    setFound(undefined)
    void load(0)
  }))
  const anew = (): void => {
    void refetch()
    void load(0)
  }
  onCleanup(listen('message', (m) => m.chat === props.id && m.media && anew()))
  onCleanup(listen('deleted', ({ ids }) => {
    const gone = new Set(ids)
    if (found()?.some((m) => gone.has(m.id))) anew()
  }))
  const tabs = (e: KeyboardEvent): void => {
    const by = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    e.preventDefault()
    const turn = document.documentElement.dir === 'rtl' ? -by : by
    const next = kinds[(kinds.indexOf(kind()) + turn + kinds.length) % kinds.length]
    if (next) setKind(next)
    document.querySelector<HTMLElement>('.shared-tabs [aria-selected="true"]')?.focus()
  }
  return (
    <>
      <InfoBar title={t().media.shared.title} />
      <div class="shared-tabs" role="tablist" aria-label={t().media.shared.title} onKeyDown={tabs}>
        <For each={kinds}>
          {(k) => (
            <button type="button" role="tab" id={`tab-${k}`} aria-selected={kind() === k} aria-controls="shared" tabindex={kind() === k ? 0 : -1} onClick={() => setKind(k)}>
              {t().media.shared[k]}
              <Show when={(counts()?.[k] ?? 0) > 0}><span class="shared-count">{shortNumber(counts()?.[k] ?? 0)}</span></Show>
            </button>
          )}
        </For>
      </div>
      <div class="shared" id="shared" role="tabpanel" aria-labelledby={`tab-${kind()}`} tabindex="0" aria-busy={found() === undefined}>
        <Show when={found()?.length === 0}><Empty icon="images" title={t().media.shared.none} /></Show>
        <Show when={kind() === 'pictures'} fallback={<For each={found()}>{(m) => <Line message={m} />}</For>}>
          <div class="shared-grid">
            <For each={found()}>
              {(m) => <Show when={pictureOf(m)}>{(p) => <div class="shared-tile"><Tile message={m} of={p()} pixels={320} onOpen={() => openViewer(m, [...(found() ?? [])].reverse())} /></div>}</Show>}
            </For>
          </div>
        </Show>
        <Show when={more()}>
          <Button look="plain" onClick={() => void load(found()?.at(-1)?.id ?? 0)}>{t().media.shared.more}</Button>
        </Show>
      </div>
    </>
  )
}

function Line(props: { message: Message }): JSX.Element {
  const m = () => props.message
  const file = () => {
    const x = m().media
    return x?.kind === 'file' ? x : undefined
  }
  const voice = () => {
    const x = m().media
    return x?.kind === 'voice' ? x : undefined
  }
  const links = (): string[] => m().entities.flatMap((e) => {
    const url = e.kind === 'link' ? e.url : e.kind === 'url' ? m().text.slice(e.offset, e.offset + e.length) : undefined
    const safe = url && safeUrl(url)
    return safe ? [safe] : []
  })
  return (
    <div class="shared-line">
      <Show when={file()}>{(f) => <FileView message={m()} of={f()} />}</Show>
      <Show when={voice()}>{(v) => <VoiceView message={m()} of={v()} />}</Show>
      <Show when={!file() && !voice()}>
        <For each={links()}>{(url) => <a class="shared-link" href={url} target="_blank" rel="noopener noreferrer nofollow">{url}</a>}</For>
      </Show>
      <a
        class="shared-when" href={chatLink(m().chat, m().id)} title={t().media.shared.toMessage}
        onClick={(e) => follow(e, () => go({ message: m().id, ...(matchMedia('(max-width: 1099px)').matches ? { info: '' } : {}) }))}
      >
        <span dir="auto">{m().out ? t().common.you : personName(m().from)}</span>, {t().time.at(day(m().date), time(m().date))}
      </a>
    </div>
  )
}
