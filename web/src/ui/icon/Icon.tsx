import type { JSX } from 'solid-js'
import { drawings, type IconName } from './drawings'

/** A drawing beside words. mirror turns those that point in reading direction. */
export function Icon(props: { name: IconName; size?: number; mirror?: boolean; class?: string }): JSX.Element {
  return (
    <svg
      class={`icon ${props.class ?? ''}`}
      classList={{ mirror: props.mirror === true }}
      width={props.size ?? 20}
      height={props.size ?? 20}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      innerHTML={drawings[props.name]}
    />
  )
}
