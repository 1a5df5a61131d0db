import { createMemo, type JSX } from 'solid-js'
import { encode } from 'uqr'

/** A text as a picture to scan. Dark on light in both themes, because not every scanner reads the opposite. */
export function QrCode(props: { text: string; label: string }): JSX.Element {
  const drawn = createMemo((): { size: number; path: string } => {
    const { size, data } = encode(props.text, { ecc: 'M', border: 2 })
    const path = data.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')).join('')).join('')
    return { size, path }
  })
  return (
    <svg viewBox={`0 0 ${drawn().size} ${drawn().size}`} role="img" aria-label={props.label} shape-rendering="crispEdges">
      <path d={drawn().path} fill="#12161c" />
    </svg>
  )
}
