import { createSignal, For, onCleanup, onMount, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { clock } from '../../view/media'
import { IconButton } from '../parts/Button'
import { onEscape } from '../shell/escape'
import { readWebm, writeOgg } from './ogg'
import './voice.css'

/** A voice note as it was recorded. */
export interface Recorded {
  readonly blob: Blob
  readonly mime: string
  readonly duration: number
  /** A hundred values from 0 to 31. */
  readonly waveform: readonly number[]
}

const kinds = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4']
const looks = 60 // milliseconds between two looks at how loud it is
const shown = 60
/** The longest voice note, in seconds. */
const longest = 60 * 60

/** Records a voice note, in place of the box. */
export function Recorder(props: { onDone: (r: Recorded) => void; onClose: () => void; onError: (text: string) => void }): JSX.Element {
  const [seconds, setSeconds] = createSignal(0)
  const [loud, setLoud] = createSignal<readonly number[]>([])
  const [on, setOn] = createSignal(false)
  const chunks: Blob[] = []
  let recorder: MediaRecorder | undefined
  let stream: MediaStream | undefined
  let context: AudioContext | undefined
  let timer: ReturnType<typeof setInterval> | undefined
  let began = 0
  let gone = false

  onMount(async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } })
      if (gone) return release()
      recorder = new MediaRecorder(stream, { mimeType: kinds.find((k) => MediaRecorder.isTypeSupported(k)), audioBitsPerSecond: 32_000 })
      recorder.ondataavailable = (e) => void chunks.push(e.data)
      context = new AudioContext()
      const meter = context.createAnalyser()
      meter.fftSize = 1024
      context.createMediaStreamSource(stream).connect(meter)
      const samples = new Float32Array(meter.fftSize)
      recorder.start(1000)
      began = performance.now()
      setOn(true)
      timer = setInterval(() => {
        meter.getFloatTimeDomainData(samples)
        const power = samples.reduce((sum, x) => sum + x * x, 0) / samples.length
        setLoud((old) => [...old, Math.min(31, Math.round(Math.sqrt(power) * 110))])
        setSeconds((performance.now() - began) / 1000)
        if (seconds() >= longest) void finish()
      }, looks)
    } catch {
      props.onError(t().media.compose.noMicrophone)
      props.onClose()
    }
  })
  const release = (): void => {
    gone = true
    clearInterval(timer)
    stream?.getTracks().forEach((track) => track.stop())
    void context?.close().catch(() => {}) // closed already
    context = undefined
  }
  onCleanup(release)
  onEscape(() => {
    props.onClose()
    return true
  })

  const finish = async (): Promise<void> => {
    const r = recorder
    if (!r || r.state === 'inactive') return
    const duration = (performance.now() - began) / 1000
    await new Promise((stopped) => {
      r.onstop = stopped
      r.stop()
    })
    release()
    const raw = new Blob(chunks, { type: r.mimeType })
    const opus = r.mimeType.includes('webm') ? readWebm(new Uint8Array(await raw.arrayBuffer())) : undefined
    const blob = opus ? writeOgg(opus) : raw
    props.onDone({ blob, mime: blob.type.split(';')[0] ?? 'audio/ogg', duration, waveform: hundred(loud()) })
  }

  return (
    <div class="recorder" role="group" aria-label={t().media.compose.recording}>
      <IconButton icon="trash-2" label={t().media.compose.discard} onClick={() => props.onClose()} />
      <Show when={on()} fallback={<span role="status">{t().media.compose.preparing}</span>}>
        <span class="recorder-dot" aria-hidden="true" />
        <time role="timer">{clock(seconds())}</time>
        <span class="voice-bars" aria-hidden="true">
          <For each={loud().slice(-shown)}>{(v) => <span style={{ '--loud': `${Math.max(8, (v / 31) * 100)}%` }} />}</For>
        </span>
      </Show>
      <IconButton class="recorder-send" icon="send-horizontal" mirror label={t().media.compose.sendVoice} disabled={!on()} onClick={() => void finish()} />
    </div>
  )
}

/** A hundred values that stand for however many were measured; the loudest reaches the top. */
function hundred(values: readonly number[]): number[] {
  if (values.length === 0) return []
  const top = Math.max(1, ...values)
  return Array.from({ length: 100 }, (_, i) => {
    const from = Math.floor((i * values.length) / 100)
    const to = Math.max(from + 1, Math.floor(((i + 1) * values.length) / 100))
    return Math.round((Math.max(...values.slice(from, to)) * 31) / Math.max(top, 8))
  })
}
