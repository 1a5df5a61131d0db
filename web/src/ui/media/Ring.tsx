import type { JSX } from 'solid-js'
import { t } from '../../lang'
import { progressOf } from '../../store/progress'
import { Icon } from '../icon/Icon'

const round = 2 * Math.PI * 20

/** How far a file is up, around the button that takes it back. */
export function Ring(props: { name: string; onCancel: () => void; small?: boolean }): JSX.Element {
  const share = (): number => {
    const { done, total } = progressOf(props.name)
    return total === 0 ? 0 : done / total
  }
  return (
    <span class="ring" classList={{ 'ring-small': props.small }}>
      <button
        type="button"
        aria-label={t().media.cancelSending}
        title={t().media.cancelSending}
        onClick={(e) => {
          e.stopPropagation()
          props.onCancel()
        }}
      >
        <svg viewBox="0 0 44 44" aria-hidden="true">
          <circle cx="22" cy="22" r="20" fill="none" stroke="currentColor" stroke-opacity="0.3" stroke-width="3" />
          <circle
            cx="22" cy="22" r="20" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" transform="rotate(-90 22 22)"
            stroke-dasharray={`${round}`} stroke-dashoffset={`${round * (1 - Math.max(0.02, share()))}`}
          />
        </svg>
        <Icon name="x" />
      </button>
      <span class="visually-hidden" role="progressbar" aria-label={t().media.progress} aria-valuenow={Math.round(share() * 100)} aria-valuemin="0" aria-valuemax="100" />
    </span>
  )
}
