import { Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { dayAndTime } from '../../lang/format'
import type { Member } from '../../model/group'
import { self } from '../../store/account'
import { peer } from '../../store/peers'
import { isOnline } from '../../view/name'
import { Avatar } from '../parts/Avatar'
import { personName } from '../parts/name'
import { presenceText } from '../parts/presence'

/** Somebody in a group, and what they are there. */
export function MemberRow(props: { member: Member; onPress: () => void }): JSX.Element {
  const m = () => props.member
  const role = (): string => {
    const words = t().group.info
    if (m().role === 'creator') return m().rank || words.creator
    if (m().role === 'admin') return m().rank || words.admin
    if (m().role === 'member') return ''
    return m().until === 0 ? words.forEver : words.until(dayAndTime(m().until))
  }
  return (
    <button type="button" class="member" onClick={() => props.onPress()}>
      <Avatar id={m().id} peer={peer(m().id)} size={40} online={isOnline(peer(m().id), Date.now() / 1000)} />
      <span class="member-name" dir="auto">{personName(m().id)}</span>
      <Show when={role()}>{(r) => <span class="member-role" dir="auto">{r()}</span>}</Show>
      <span class="member-more">{m().id === self() ? t().chat.online : presenceText(m().id)}</span>
    </button>
  )
}
