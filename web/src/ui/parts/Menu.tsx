import { DropdownMenu } from '@kobalte/core/dropdown-menu'
import { For, Show, type Component, type JSX } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { Icon } from '../icon/Icon'
import type { IconName } from '../icon/drawings'
import './menu.css'

export interface Item {
  readonly label: string
  readonly icon: IconName
  /** Stands in the row at the top as a picture; label is its name. */
  readonly emoji?: string
  /** Stands in that row with its icon. */
  readonly quick?: boolean
  /** It is what was chosen before. */
  readonly on?: boolean
  readonly danger?: boolean
  readonly act: () => void
}

interface ItemProps {
  class: string
  classList: Record<string, boolean>
  'aria-label'?: string
  title?: string
  onSelect: () => void
  children: JSX.Element
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
export function MenuItems(props: { items: readonly Item[]; of: Component<ItemProps> }): JSX.Element {
  const inRow = (i: Item): boolean => i.emoji !== undefined || i.quick === true
  return (
    <>
      <Show when={props.items.some(inRow)}>
        <div class="menu-row">
          <For each={props.items.filter(inRow)}>
            {(item) => (
              <Dynamic component={props.of} class="menu-quick" classList={{ 'menu-on': item.on === true }} aria-label={item.label} title={item.label} onSelect={() => item.act()}>
                <Show when={item.emoji} fallback={<Icon name={item.icon} />}>{(e) => <span class="emoji" aria-hidden="true">{e()}</span>}</Show>
              </Dynamic>
            )}
          </For>
        </div>
      </Show>
      <For each={props.items.filter((i) => !inRow(i))}>
        {(item) => (
          <Dynamic component={props.of} class="menu-item" classList={{ 'menu-danger': item.danger === true }} onSelect={() => item.act()}>
            <Icon name={item.icon} />
            {item.label}
          </Dynamic>
        )}
      </For>
    </>
  )
}
