import { createEffect, createSignal, on, onCleanup, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { Page } from '../../model/media'
import { call } from '../../store/link'
import { Icon } from '../icon/Icon'
import { IconButton } from '../parts/Button'

/** How long nothing must be typed before the server is asked, in milliseconds. */
const pause = 600
const link = /(?:https?:\/\/|www\.)\S+|\b[\w-]+\.(?:[\w-]+\.)*[a-z]{2,}\/\S*/i

/** Above the box: what the first link leads to, which can be left out before sending. */
export function LinkPreview(props: { text: string; refused: boolean; onRefuse: () => void }): JSX.Element {
  const [page, setPage] = createSignal<Page>()
  const first = (): string => link.exec(props.text)?.[0] ?? ''
  createEffect(on(first, (found) => {
    setPage(undefined)
    if (found === '') return
    let over = false
    const timer = setTimeout(async () => {
      const answer = await call('previewLink', { text: found }).catch(() => undefined) // it is sent without
      if (!over) setPage(answer)
    }, pause)
    onCleanup(() => {
      over = true
      clearTimeout(timer)
    })
  }))
  return (
    <Show when={!props.refused && page()}>
      {(p) => (
        <div class="link-preview" role="group" aria-label={t().media.compose.preview}>
          <Icon name="link" />
          <div class="link-preview-about">
            <p dir="auto">{p().title ?? p().site ?? p().shown}</p>
            <p dir="auto">{p().description ?? p().shown}</p>
          </div>
          <IconButton icon="x" label={t().media.compose.noPreview} onClick={() => props.onRefuse()} />
        </div>
      )}
    </Show>
  )
}
