import { createEffect, onCleanup, type JSX } from 'solid-js'
import { t } from '../../lang'
import { Button } from './Button'

/** The end of a list that goes on: more is asked for when it comes into sight, or is pressed. After a failure only when it is pressed. */
export function More(props: { busy: boolean; failed: boolean; onMore: () => void }): JSX.Element {
  let end: HTMLDivElement | undefined
  createEffect(() => {
    if (props.busy || props.failed || !end) return
    const seen = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && props.onMore())
    seen.observe(end) // tells at once whether it is in sight already
    onCleanup(() => seen.disconnect())
  })
  return (
    <div ref={end}>
      <Button class="section-button" look="plain" busy={props.busy} onClick={() => props.onMore()}>{t().group.info.more}</Button>
    </div>
  )
}
