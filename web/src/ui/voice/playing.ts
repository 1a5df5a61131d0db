import { createSignal } from 'solid-js'

/** What plays: one thing at a time in a page. */
const audio = new Audio()
const [current, setCurrent] = createSignal('')
const [playing, setPlaying] = createSignal(false)
const [position, setPosition] = createSignal(0)
const [speed, setSpeed] = createSignal(Number(localStorage.getItem('speed')) || 1)

export { current, playing, position, speed }

audio.addEventListener('play', () => setPlaying(true))
audio.addEventListener('pause', () => setPlaying(false))
audio.addEventListener('timeupdate', () => setPosition(audio.currentTime))
audio.addEventListener('ended', () => {
  setPlaying(false)
  setPosition(0)
  setCurrent('')
})

/** Plays or pauses what has a name. */
export async function toggle(name: string, url: string): Promise<void> {
  if (current() === name) {
    if (playing()) audio.pause()
    else await audio.play()
    return
  }
  setCurrent(name)
  setPosition(0)
  audio.src = url
  audio.playbackRate = speed()
  await audio.play().catch(() => setCurrent(''))
}

/** Ends what plays under a name: it is gone. */
export function stop(name: string): void {
  if (current() !== name) return
  audio.pause()
  audio.removeAttribute('src')
  setCurrent('')
  setPosition(0)
}

export function seek(name: string, seconds: number): void {
  if (current() !== name) return
  audio.currentTime = seconds
  setPosition(seconds)
}

const speeds = [1, 1.5, 2]

export function faster(): void {
  const next = speeds[(speeds.indexOf(speed()) + 1) % speeds.length] ?? 1
  setSpeed(next)
  audio.playbackRate = next
  localStorage.setItem('speed', String(next))
}
