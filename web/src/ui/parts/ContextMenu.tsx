import { ContextMenu as Base } from '@kobalte/core/context-menu'
import { createSignal, type JSX, type ParentProps } from 'solid-js'
import { MenuItems, type Item } from './Menu'

/**
 * One menu for many things: right click, long press and the keyboard's menu key open it for whatever pick finds at the place. If it
 * finds nothing, the browser's own menu opens.
 */
export function ContextMenu(props: ParentProps<{ label: string; class?: string; pick: (at: Element) => Item[] | undefined }>): JSX.Element {
  const [items, setItems] = createSignal<readonly Item[]>([])
  const look = (e: Event): void => {
    const found = e.target instanceof Element ? props.pick(e.target) : undefined
    if (found && found.length > 0) setItems(found)
    else e.stopPropagation()
  }
  return (
    <Base modal={false} overlap>
      <div class={props.class} on:contextmenu={{ handleEvent: look, capture: true }} on:pointerdown={{ handleEvent: (e) => e.pointerType !== 'mouse' && look(e), capture: true }}>
        <Base.Trigger class="context-place">{props.children}</Base.Trigger>
      </div>
      <Base.Portal>
        <Base.Content class="menu" aria-label={props.label}>
          <MenuItems items={items()} of={Base.Item} />
        </Base.Content>
      </Base.Portal>
    </Base>
  )
}
