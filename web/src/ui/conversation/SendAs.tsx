import { DropdownMenu } from '@kobalte/core/dropdown-menu'
import { createMemo, createResource, For, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { self } from '../../store/account'
import { group } from '../../store/groups'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { Icon } from '../icon/Icon'
import { Avatar } from '../parts/Avatar'
import { personName } from '../parts/name'
import '../parts/menu.css'

/** As whom one writes in a supergroup, where there is a choice: oneself, or a channel of one's own. */
export function SendAs(props: { chat: PeerId }): JSX.Element {
  // What may be chosen changes with what we are there.
  const place = createMemo(() => {
    const p = peer(props.chat)
    return p?.kind === 'channel' && !p.broadcast && !p.forbidden ? `${p.left} ${p.rights?.includes('anonymous')}` : undefined
  })
  const [offered] = createResource(place, () => call('getSenders', { chat: props.chat }).catch((): readonly PeerId[] => []))
  const all = (): readonly PeerId[] => (place() === undefined ? [] : (offered.latest ?? []))
  const now = (): PeerId => group(props.chat)?.sendAs ?? all()[0] ?? self()
  const name = (id: PeerId): string => (id === self() ? t().compose.asYourself : personName(id))
  return (
    <Show when={all().length > 1}>
      <DropdownMenu gutter={4} modal={false}>
        <DropdownMenu.Trigger class="icon-button composer-as" aria-label={t().compose.as(name(now()))} title={t().compose.as(name(now()))}>
          <Avatar id={now()} peer={peer(now())} size={28} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content class="menu">
            <For each={all()}>
              {(id) => (
                <DropdownMenu.Item class="menu-item" onSelect={() => void call('setSender', { chat: props.chat, as: id }).catch(() => {})}>
                  <Avatar id={id} peer={peer(id)} size={28} />
                  <span class="composer-as-name" dir="auto">{name(id)}</span>
                  <Show when={id === now()}><Icon name="check" /></Show>
                </DropdownMenu.Item>
              )}
            </For>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu>
    </Show>
  )
}
