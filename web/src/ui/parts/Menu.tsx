import { DropdownMenu } from '@kobalte/core/dropdown-menu'
import { For, Show, type JSX } from 'solid-js'
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
          <Items items={props.items} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu>
  )
}

function Items(props: { items: readonly Item[] }): JSX.Element {
  return (
    <For each={props.items}>
      {(item) => (
        <DropdownMenu.Item class="menu-item" classList={{ 'menu-danger': item.danger === true }} onSelect={() => item.act()}>
          <Show when={item.icon}>
            <Icon name={item.icon} />
          </Show>
          {item.label}
        </DropdownMenu.Item>
      )}
    </For>
  )
}
