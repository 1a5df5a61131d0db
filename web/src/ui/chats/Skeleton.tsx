import { Index, type JSX } from 'solid-js'
import { t } from '../../lang'

/** Rows without words, while the list is on its way. */
export function Skeleton(): JSX.Element {
  return (
    <div class="chat-rows" role="status" aria-label={t().common.loading}>
      <Index each={Array.from({ length: 8 })}>
        {() => (
          <div class="chat-row skeleton" aria-hidden="true">
            <span class="skeleton-round" />
            <span class="skeleton-line" />
            <span class="skeleton-line skeleton-long" />
          </div>
        )}
      </Index>
    </div>
  )
}
