import { createSignal, onCleanup, onMount, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import './face.css'

/** The side of the photo that is sent, and of the place where it is chosen, in pixels. */
const side = 640
const place = 288
const deepest = 5

/** Chooses the square of a picture that others see. */
export function Crop(props: { file: Blob; onUse: (picture: Blob) => Promise<void>; onClose: () => void }): JSX.Element {
  const [picture, setPicture] = createSignal<ImageBitmap>()
  const [zoom, setZoom] = createSignal(1)
  // Where the middle of the picture lies, in pixels of the place from its middle.
  const [at, setAt] = createSignal({ x: 0, y: 0 })
  const [busy, setBusy] = createSignal(false)
  const [error, setError] = createSignal('')
  let canvas!: HTMLCanvasElement
  let held: { x: number; y: number; from: { x: number; y: number } } | undefined

  /** How large the picture is shown, so that it fills the place. */
  const scale = (p: ImageBitmap): number => (place / Math.min(p.width, p.height)) * zoom()
  const bounded = (to: { x: number; y: number }): { x: number; y: number } => {
    const p = picture()
    if (!p) return to
    const [w, h] = [Math.max(0, (p.width * scale(p) - place) / 2), Math.max(0, (p.height * scale(p) - place) / 2)]
    return { x: Math.min(w, Math.max(-w, to.x)), y: Math.min(h, Math.max(-h, to.y)) }
  }
  const paint = (on: HTMLCanvasElement, size: number): void => {
    const p = picture()
    const g = on.getContext('2d')
    if (!p || !g) return
    const k = size / place
    const [w, h] = [p.width * scale(p) * k, p.height * scale(p) * k]
    g.fillStyle = '#fff'
    g.fillRect(0, 0, size, size)
    g.imageSmoothingQuality = 'high'
    g.drawImage(p, size / 2 - w / 2 + at().x * k, size / 2 - h / 2 + at().y * k, w, h)
  }
  const show = (): void => paint(canvas, canvas.width)
  const move = (to: { x: number; y: number }): void => {
    setAt(bounded(to))
    show()
  }
  const zoomTo = (z: number): void => {
    const next = Math.min(deepest, Math.max(1, z))
    const k = next / zoom()
    setZoom(next)
    move({ x: at().x * k, y: at().y * k })
  }
  onMount(async () => {
    try {
      setPicture(await createImageBitmap(props.file))
      show()
    } catch {
      setError(t().media.face.bad)
    }
  })
  onCleanup(() => picture()?.close())

  const use = async (): Promise<void> => {
    setBusy(true)
    setError('')
    try {
      const out = document.createElement('canvas')
      out.width = out.height = side
      paint(out, side)
      const blob = await new Promise<Blob | null>((done) => out.toBlob(done, 'image/jpeg', 0.9))
      if (blob) await props.onUse(blob)
    } catch (e) {
      setError(errorText(e))
    } finally {
      setBusy(false)
    }
  }
  const keys = (e: KeyboardEvent): void => {
    const steps: Record<string, [number, number]> = { ArrowLeft: [8, 0], ArrowRight: [-8, 0], ArrowUp: [0, 8], ArrowDown: [0, -8] }
    const step = steps[e.key]
    if (step) move({ x: at().x + step[0], y: at().y + step[1] })
    else if (e.key === '+' || e.key === '=') zoomTo(zoom() * 1.1)
    else if (e.key === '-') zoomTo(zoom() / 1.1)
    else return
    e.preventDefault()
  }
  return (
    <Dialog open title={t().media.face.cropTitle} text={t().media.face.cropHint} onClose={props.onClose}>
      <div
        class="crop" role="img" aria-label={t().media.face.cropArea} tabindex="0" onKeyDown={keys}
        onPointerDown={(e) => {
          e.currentTarget.setPointerCapture(e.pointerId)
          held = { x: e.clientX, y: e.clientY, from: at() }
        }}
        onPointerMove={(e) => held && move({ x: held.from.x + e.clientX - held.x, y: held.from.y + e.clientY - held.y })}
        onPointerUp={() => (held = undefined)}
        onWheel={(e) => {
          e.preventDefault()
          zoomTo(zoom() * (e.deltaY < 0 ? 1.1 : 1 / 1.1))
        }}
      >
        <canvas ref={canvas} width={place * 2} height={place * 2} />
        <span class="crop-ring" aria-hidden="true" />
      </div>
      <label class="crop-zoom">
        <span>{t().media.face.zoom}</span>
        <input type="range" min="1" max={deepest} step="0.05" value={zoom()} onInput={(e) => zoomTo(Number(e.currentTarget.value))} />
      </label>
      {error() && <p class="poll-error" role="alert">{error()}</p>}
      <div class="dialog-actions">
        <Button look="plain" onClick={() => props.onClose()}>{t().common.cancel}</Button>
        <Button busy={busy()} disabled={!picture()} onClick={() => void use()}>{t().media.face.use}</Button>
      </div>
    </Dialog>
  )
}
