import { DropdownMenu } from '@kobalte/core/dropdown-menu'
import { For, type Component, type JSX } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { Icon } from '../icon/Icon'
import type { IconName } from '../icon/drawings'
import './menu.css'

export interface Item {
  readonly label: string
  readonly icon: IconName
  readonly danger?: boolean
  readonly act: () => void
}

/** A button that opens a menu. */
export function MenuButton(props: { icon: IconName; label: string; items: readonly Item[] }): JSX.Element {
  return (
    <DropdownMenu gutter={4} modal={false}>
      <DropdownMenu.Trigger class="icon-button" aria-label={props.label} title={props.label}>
        <Icon name={props.icon} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content class="menu">
          <MenuItems items={props.items} of={DropdownMenu.Item} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu>
  )
}

/** The lines of a menu; of is the kind of menu's own element for one. */
export function MenuItems(props: { items: readonly Item[]; of: Component<{ class: string; classList: Record<string, boolean>; onSelect: () => void; children: JSX.Element }> }): JSX.Element {
  return (
    <For each={props.items}>
      {(item) => (
        <Dynamic component={props.of} class="menu-item" classList={{ 'menu-danger': item.danger === true }} onSelect={() => item.act()}>
          <Icon name={item.icon} />
          {item.label}
        </Dynamic>
      )}
    </For>
  )
}
