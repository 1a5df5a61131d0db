import { splitProps, type JSX } from 'solid-js'
import { Icon } from '../icon/Icon'
import type { IconName } from '../icon/drawings'
import './button.css'

type Props = JSX.ButtonHTMLAttributes<HTMLButtonElement> & { look?: 'main' | 'plain' | 'danger'; busy?: boolean }

export function Button(props: Props): JSX.Element {
  const [own, rest] = splitProps(props, ['look', 'busy', 'children', 'class', 'disabled'])
  return (
    <button
      type="button"
      {...rest}
      class={`button button-${own.look ?? 'main'} ${own.class ?? ''}`}
      disabled={own.disabled === true || own.busy === true}
      aria-busy={own.busy}
    >
      {own.children}
    </button>
  )
}

type IconProps = JSX.ButtonHTMLAttributes<HTMLButtonElement> & { icon: IconName; label: string; mirror?: boolean }

/** A button that shows a drawing; label is its name. */
export function IconButton(props: IconProps): JSX.Element {
  const [own, rest] = splitProps(props, ['icon', 'label', 'mirror', 'class'])
  return (
    <button type="button" {...rest} class={`icon-button ${own.class ?? ''}`} aria-label={own.label} title={own.label}>
      <Icon name={own.icon} mirror={own.mirror} />
    </button>
  )
}
