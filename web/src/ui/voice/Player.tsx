import { createSignal, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { FileRef } from '../../model/media'
import type { Message } from '../../model/message'
import { fileUrl, localUrl, streamUrl } from '../../store/files'
import { Icon } from '../icon/Icon'
import { current, playing, toggle } from './playing'

interface Props {
  message: Message
  file?: FileRef
  local?: Blob
  bytes: number
  mime: string
  name: string
  duration: number
  onPlay?: () => void
}

/** What larger files than this are streamed by the service worker; smaller ones are fetched whole. */
const whole = 4 << 20

export const playName = (m: Message): string => `${m.chat} ${m.id}`

/** The button that plays a sound. */
export function Player(props: Props): JSX.Element {
  const [busy, setBusy] = createSignal(false)
  const name = (): string => playName(props.message)
  const on = (): boolean => current() === name() && playing()
  let fetched: (() => string | undefined) | undefined
  const url = async (): Promise<string | undefined> => {
    if (props.local) return localUrl(props.local)
    if (!props.file) return undefined
    const streamed = props.bytes > whole ? streamUrl(props.file, props.name, props.bytes, props.mime, 'play') : undefined
    if (streamed) return streamed
    fetched ??= fileUrl(props.file, props.bytes, props.mime)
    for (let i = 0; i < 600; i++) {
      const here = fetched()
      if (here) return here
      await new Promise((done) => setTimeout(done, 50))
    }
    return undefined
  }
  const press = async (): Promise<void> => {
    setBusy(true)
    try {
      const src = await url()
      if (src) await toggle(name(), src)
      if (src) props.onPlay?.()
    } finally {
      setBusy(false)
    }
  }
  return (
    <button
      type="button" class="play" aria-label={on() ? t().media.pause : t().media.play} aria-busy={busy()}
      onClick={(e) => {
        e.stopPropagation()
        void press().catch(() => {}) // a sound that the browser cannot play stays silent
      }}
    >
      <Icon name={on() ? 'pause' : 'play'} size={22} />
    </button>
  )
}
