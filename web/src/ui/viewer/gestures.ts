import { onCleanup, onMount, type Accessor } from 'solid-js'

interface Zoom {
  readonly by: number
  readonly x: number
  readonly y: number
}

interface Hands {
  zoom: Accessor<Zoom>
  setZoom: (z: Zoom) => void
  zoomTo: (by: number) => void
  go: (by: number) => void
  close: () => void
}

const swipe = 60
const deepest = 8

/** Fingers and the mouse: two fingers and the wheel zoom, one finger moves what is zoomed, else goes on; down closes. */
export function gestures(el: HTMLElement, h: Hands): void {
  const down = new Map<number, PointerEvent>()
  let from: { x: number; y: number; zoom: Zoom; apart: number } | undefined
  let pinched = false
  const apart = (): number => {
    const [a, b] = [...down.values()]
    return a && b ? Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) : 0
  }
  const begin = (e: PointerEvent): void => {
    if (e.target instanceof HTMLVideoElement) return
    down.set(e.pointerId, e)
    if (down.size === 2) pinched = true
    from = { x: e.clientX, y: e.clientY, zoom: h.zoom(), apart: apart() }
  }
  const move = (e: PointerEvent): void => {
    if (!down.has(e.pointerId) || !from) return
    down.set(e.pointerId, e)
    const { zoom } = from
    if (down.size === 2 && from.apart > 0) {
      const by = Math.min(deepest, Math.max(1, (zoom.by * apart()) / from.apart))
      h.setZoom(by === 1 ? { by, x: 0, y: 0 } : { by, x: (zoom.x * by) / zoom.by, y: (zoom.y * by) / zoom.by })
    } else if (zoom.by > 1) {
      el.setPointerCapture(e.pointerId)
      h.setZoom({ by: zoom.by, x: zoom.x + e.clientX - from.x, y: zoom.y + e.clientY - from.y })
    }
  }
  const end = (e: PointerEvent): void => {
    const known = down.delete(e.pointerId)
    if (!known || !from || e.type === 'pointercancel') return
    const [dx, dy] = [e.clientX - from.x, e.clientY - from.y]
    if (!pinched && from.zoom.by === 1 && e.pointerType !== 'mouse') {
      if (Math.abs(dx) > swipe && Math.abs(dx) > 2 * Math.abs(dy)) h.go((dx < 0 ? 1 : -1) * (document.documentElement.dir === 'rtl' ? -1 : 1))
      else if (dy > 2 * swipe && dy > 2 * Math.abs(dx)) h.close()
    }
    if (down.size === 0) pinched = false
  }
  const wheel = (e: WheelEvent): void => {
    if (e.target instanceof HTMLVideoElement) return
    e.preventDefault()
    h.zoomTo(h.zoom().by * (e.deltaY < 0 ? 1.2 : 1 / 1.2))
  }
  const twice = (e: MouseEvent): void => {
    if (!(e.target instanceof HTMLVideoElement)) h.zoomTo(h.zoom().by > 1 ? 1 : 2.5)
  }
  onMount(() => {
    el.addEventListener('pointerdown', begin)
    el.addEventListener('pointermove', move)
    el.addEventListener('pointerup', end)
    el.addEventListener('pointercancel', end)
    el.addEventListener('wheel', wheel, { passive: false })
    el.addEventListener('dblclick', twice)
  })
  onCleanup(() => down.clear())
}
