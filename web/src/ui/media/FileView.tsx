import { createSignal, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { fileSize } from '../../lang/format'
import type { Document } from '../../model/media'
import type { Message } from '../../model/message'
import { localUrl, streamUrl } from '../../store/files'
import { call } from '../../store/link'
import { drop } from '../../store/outbox'
import { progressOf } from '../../store/progress'
import { clock, ending, sortOf } from '../../view/media'
import type { IconName } from '../icon/drawings'
import { Icon } from '../icon/Icon'
import { Player } from '../voice/Player'
import { Ring } from './Ring'

const drawings: Record<ReturnType<typeof sortOf>, IconName> = {
  text: 'file-text', archive: 'file-archive', sheet: 'file-spreadsheet', code: 'file-code', image: 'file-image', video: 'file-video',
  audio: 'file-audio', other: 'file',
}

/** A file: its drawing, name and size. A press saves it; music plays. */
export function FileView(props: { message: Message; of: Document }): JSX.Element {
  const name = (): string => props.of.name || t().media.file
  const size = (): string => {
    const { done, total } = progressOf(props.message.outbox ?? '')
    if (props.message.sending === 'sending' && done < total) return t().media.sentOf(fileSize(done), fileSize(total))
    return props.of.duration ? `${clock(props.of.duration)}, ${fileSize(props.of.bytes)}` : fileSize(props.of.bytes)
  }
  return (
    <div class="file" data-id={props.message.id}>
      <Show
        when={props.message.sending === 'sending' && props.message.outbox}
        fallback={
          <Show when={props.of.duration} fallback={<span class={`file-drawing file-${sortOf(props.of)}`} aria-hidden="true"><Icon name={drawings[sortOf(props.of)]} size={24} /><span>{ending(props.of.name)}</span></span>}>
            <Player message={props.message} file={props.of.file} local={props.of.local} bytes={props.of.bytes} mime={props.of.mime} name={name()} duration={props.of.duration ?? 0} />
          </Show>
        }
      >
        {(out) => <Ring name={out()} small onCancel={() => void drop(props.message)} />}
      </Show>
      <div class="file-about">
        <Saving of={props.of} name={name()} />
        <p>{size()}</p>
      </div>
    </div>
  )
}

/** The name, as a link that saves the file. What the service worker answers must not be marked as a download: browsers would pass it by. */
export function Saving(props: { of: Document; name: string }): JSX.Element {
  const [busy, setBusy] = createSignal(false)
  const title = (): string => `${t().media.save}: ${props.name}`
  const href = (): string | undefined => {
    const f = props.of.file
    return props.of.local ? localUrl(props.of.local) : f && streamUrl(f, props.name, props.of.bytes, props.of.mime, 'save')
  }
  /** Without a service worker, the file is fetched whole. */
  const fetchIt = async (): Promise<void> => {
    const f = props.of.file
    if (!f) return
    setBusy(true)
    try {
      saveBlob(await call('getFile', { file: f, size: '', bytes: props.of.bytes, mime: 'application/octet-stream' }), props.name)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Show
      when={href()}
      fallback={<button type="button" class="file-name" dir="auto" title={title()} aria-busy={busy()} onClick={() => void fetchIt().catch(() => {})}>{props.name}</button>}
    >
      {(url) => <a class="file-name" dir="auto" href={url()} download={props.of.local && props.name} title={title()}>{props.name}</a>}
    </Show>
  )
}

export function saveBlob(blob: Blob, name: string): void {
  const a = document.createElement('a')
  a.href = URL.createObjectURL(blob)
  a.download = name
  a.click()
  setTimeout(() => URL.revokeObjectURL(a.href), 60_000)
}
