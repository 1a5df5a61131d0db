import { createSignal, onCleanup, onMount, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import { fileSize } from '../../lang/format'
import type { SecretMedia, SecretMessage } from '../../model/secret'
import { call } from '../../store/link'
import { progressOf } from '../../store/progress'
import { Icon } from '../icon/Icon'
import { onEscape } from '../shell/escape'

/** What a message carries besides text. */
export function SecretMediaBody(props: { message: SecretMessage; media: SecretMedia }): JSX.Element {
  return (
    <Show when={props.media.kind === 'photo'} fallback={<FileBody message={props.message} media={props.media} />}>
      <PhotoBody message={props.message} media={props.media} />
    </Show>
  )
}

const fetch = (m: SecretMessage): Promise<Blob> => call('getSecretFile', { id: m.chat, message: m.id })

/** The largest that a photo is in a bubble. */
const most = 320

function PhotoBody(props: { message: SecretMessage; media: SecretMedia }): JSX.Element {
  const [url, setUrl] = createSignal('')
  const [problem, setProblem] = createSignal('')
  const [large, setLarge] = createSignal(false)
  let gone = false
  const { width, height } = props.media
  const scale = Math.min(1, most / width, most / height)
  onMount(async () => {
    try {
      const blob = await fetch(props.message)
      if (!gone) setUrl(URL.createObjectURL(blob))
    } catch (e) {
      setProblem(errorText(e))
    }
  })
  onCleanup(() => {
    gone = true
    URL.revokeObjectURL(url())
  })
  return (
    <>
      <button
        type="button" class="secret-photo" aria-label={t().secret.look} disabled={url() === ''}
        style={{ 'inline-size': `${Math.max(120, Math.round(width * scale))}px`, 'aspect-ratio': `${width} / ${height}` }}
        onClick={() => setLarge(true)}
      >
        <Show when={props.media.blur}>{(blur) => <img class="secret-blur" src={blur()} alt="" />}</Show>
        <Show when={url()}>{(src) => <img src={src()} alt="" />}</Show>
      </button>
      <Show when={problem()}><p class="secret-problem" role="alert">{problem()}</p></Show>
      <Show when={large()}><Large url={url()} onClose={() => setLarge(false)} /></Show>
    </>
  )
}

/** The photo over everything. */
function Large(props: { url: string; onClose: () => void }): JSX.Element {
  let button!: HTMLButtonElement
  onMount(() => button.focus())
  onEscape(() => {
    props.onClose()
    return true
  })
  return (
    <div class="secret-large" role="dialog" aria-modal="true" aria-label={t().secret.photo}>
      <button ref={button} type="button" aria-label={t().common.close} onClick={() => props.onClose()}>
        <img src={props.url} alt="" />
      </button>
    </div>
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
      const url = URL.createObjectURL(await fetch(props.message))
      const a = document.createElement('a')
      a.href = url
      a.download = name()
      a.click()
      setTimeout(() => URL.revokeObjectURL(url), 60_000)
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
