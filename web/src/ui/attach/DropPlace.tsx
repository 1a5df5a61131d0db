import { createSignal, onCleanup, onMount, Show, type JSX, type ParentProps } from 'solid-js'
import { t } from '../../lang'
import { Icon } from '../icon/Icon'
import { filesOf } from './attaching'
import './attach.css'

/** A part of the page onto which files may be dropped. */
export function DropPlace(props: ParentProps<{ class: string; onFiles: (files: readonly File[]) => void }>): JSX.Element {
  const [over, setOver] = createSignal(false)
  let place!: HTMLElement
  const carries = (e: DragEvent): boolean => e.dataTransfer?.types.includes('Files') === true
  onMount(() => {
    const enter = (e: DragEvent): void => {
      if (!carries(e)) return
      e.preventDefault()
      setOver(true)
    }
    const leave = (e: DragEvent): void => {
      if (e.relatedTarget === null || !place.contains(e.relatedTarget as Node)) setOver(false)
    }
    const drop = (e: DragEvent): void => {
      setOver(false)
      if (!carries(e)) return
      e.preventDefault()
      e.stopPropagation()
      const files = filesOf(e.dataTransfer)
      if (files.length > 0) props.onFiles(files)
    }
    place.addEventListener('dragenter', enter)
    place.addEventListener('dragover', enter)
    place.addEventListener('dragleave', leave)
    place.addEventListener('drop', drop)
    // A file that misses the place must not be opened in place of the app.
    const stray = (e: DragEvent): void => {
      if (carries(e)) e.preventDefault()
    }
    window.addEventListener('dragover', stray)
    window.addEventListener('drop', stray)
    onCleanup(() => {
      window.removeEventListener('dragover', stray)
      window.removeEventListener('drop', stray)
    })
  })
  return (
    <section class={props.class} ref={place}>
      {props.children}
      <Show when={over()}>
        <div class="drop-here"><p><Icon name="images" size={24} /> {t().media.compose.dropHere}</p></div>
      </Show>
    </section>
  )
}
