import { createSignal, Match, Show, Switch, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { AdminRight, Ban, Member } from '../../model/group'
import { isChannel, type PeerId } from '../../model/peer'
import { self } from '../../store/account'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { isBroadcast, may } from '../../view/rights'
import { isForum } from '../../view/topics'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { personName } from '../parts/name'
import { createAction } from '../settings/action'
import { Row } from '../settings/Row'
import { Says } from '../settings/Says'
import { Switch as OnOff } from '../settings/Switch'
import { openChat } from '../shell/route'
import { banSets, BanSwitches } from './BanSwitches'
import { GiveAway } from './GiveAway'
import { Until } from './Until'

type Page = 'actions' | 'admin' | 'restrict' | 'remove' | 'give'

/** What can be done about a member. */
export function MemberDialog(props: { chat: PeerId; member: Member; onClose: () => void }): JSX.Element {
  const words = () => t().group.member
  const [page, setPage] = createSignal<Page>('actions')
  const action = createAction()
  const name = () => personName(props.member.id)
  const place = () => peer(props.chat)
  const mine = () => props.member.id === self()
  const free = () => props.member.editable && props.member.role !== 'creator' && !mine()
  const bans = () => free() && may(place(), 'banUsers')
  const creator = () => {
    const p = place()
    return p !== undefined && p.kind !== 'user' && p.creator
  }
  const appoints = () => free() && (isChannel(props.chat) ? may(place(), 'addAdmins') : creator())
  const out = () => props.member.role === 'banned'
  const act = (fn: () => Promise<unknown>): void => void action.run(fn).then((done) => done && props.onClose())
  const setBans = (list: readonly Ban[], until: number): void => act(async () => {
    const chat = await call('toSupergroup', { chat: props.chat })
    await call('setBans', { chat, user: props.member.id, bans: list, until })
  })
  const admin = (rights: readonly AdminRight[], rank: string): void =>
    act(() => call('setAdmin', { chat: props.chat, user: props.member.id, rights, rank }))
  const remove = (): void => act(() =>
    isChannel(props.chat)
      ? call('setBans', { chat: props.chat, user: props.member.id, bans: ['viewMessages'], until: 0 })
      : call('removeMember', { chat: props.chat, user: props.member.id }))
  const title = (): string => {
    switch (page()) {
      case 'admin':
        return words().adminOf(name())
      case 'restrict':
        return words().mayNot(name())
      case 'remove':
        return words().removeTitle(name())
      case 'give':
        return t().group.edit.giveTitle(name())
      case 'actions':
        return name()
    }
  }
  return (
    <Dialog open title={title()} onClose={props.onClose}>
      <Switch>
        <Match when={page() === 'actions'}>
          <div class="member-actions">
            <Show when={!mine()}>
              <Row icon="message-circle" label={words().message} onClick={() => openChat(props.member.id)} />
            </Show>
            <Show when={appoints() && !out() && props.member.role !== 'restricted'}>
              <Row
                icon="star" label={props.member.role === 'admin' && isChannel(props.chat) ? words().rights : props.member.role === 'admin' ? words().dismiss : words().promote}
                onClick={() => (isChannel(props.chat) ? setPage('admin') : admin(props.member.role === 'admin' ? [] : ['changeInfo'], ''))}
              />
            </Show>
            <Show when={creator() && props.member.role === 'admin' && isChannel(props.chat)}>
              <Row icon="key-round" label={t().group.edit.give} onClick={() => setPage('give')} />
            </Show>
            <Show when={bans() && !isBroadcast(place()) && !out() && props.member.role !== 'admin'}>
              <Row icon="timer" label={words().restrict} onClick={() => setPage('restrict')} />
            </Show>
            <Show when={bans() && props.member.role === 'restricted'}>
              <Row icon="check" label={words().unrestrict} onClick={() => setBans([], 0)} />
            </Show>
            <Show when={bans() && out()}>
              <Row icon="check" label={words().unban} onClick={() => setBans([], 0)} />
            </Show>
            <Show when={bans() && !out()}>
              <Row icon="ban" danger label={isBroadcast(place()) ? words().removeChannel : words().remove} onClick={() => setPage('remove')} />
            </Show>
          </div>
          <Says error={action.error()} />
          <div class="dialog-actions">
            <Button look="plain" onClick={() => props.onClose()}>{t().common.close}</Button>
          </div>
        </Match>
        <Match when={page() === 'admin'}>
          <AdminForm chat={props.chat} member={props.member} busy={action.busy()} error={action.error()} onSave={admin} onCancel={props.onClose} />
        </Match>
        <Match when={page() === 'restrict'}>
          <RestrictForm chat={props.chat} member={props.member} busy={action.busy()} error={action.error()} onSave={setBans} onCancel={props.onClose} />
        </Match>
        <Match when={page() === 'remove'}>
          <p class="dialog-text">{isChannel(props.chat) ? words().removeHint : words().removeHintGroup}</p>
          <Says error={action.error()} />
          <div class="dialog-actions">
            <Button look="plain" onClick={() => props.onClose()}>{t().common.cancel}</Button>
            <Button look="danger" busy={action.busy()} onClick={remove}>{isBroadcast(place()) ? words().removeChannel : words().remove}</Button>
          </div>
        </Match>
        <Match when={page() === 'give'}>
          <GiveAway chat={props.chat} user={props.member.id} onDone={props.onClose} onCancel={props.onClose} />
        </Match>
      </Switch>
    </Dialog>
  )
}

const groupRights: readonly AdminRight[] = ['changeInfo', 'deleteMessages', 'banUsers', 'inviteUsers', 'pinMessages', 'addAdmins', 'anonymous']
const forumRights: readonly AdminRight[] = [...groupRights, 'manageTopics']
const channelRights: readonly AdminRight[] = ['changeInfo', 'postMessages', 'editMessages', 'deleteMessages', 'inviteUsers', 'banUsers', 'addAdmins']
/** Whom one trusts enough to make an admin may do all but make others. */
const usual = (all: readonly AdminRight[]): AdminRight[] => all.filter((r) => r !== 'addAdmins' && r !== 'anonymous')

interface FormProps {
  chat: PeerId
  member: Member
  busy: boolean
  error: string
  onCancel: () => void
}

function AdminForm(props: FormProps & { onSave: (rights: readonly AdminRight[], rank: string) => void }): JSX.Element {
  const all = () => (isBroadcast(peer(props.chat)) ? channelRights : isForum(peer(props.chat)) ? forumRights : groupRights)
  const [rights, setRights] = createSignal<readonly AdminRight[]>(props.member.role === 'admin' ? props.member.rights : usual(all()).filter((r) => may(peer(props.chat), r)))
  const [rank, setRank] = createSignal(props.member.rank ?? '')
  return (
    <>
      <div class="rights">
        {all().map((r) => (
          <OnOff
            label={t().group.rights[r]} on={rights().includes(r)} disabled={!may(peer(props.chat), r)}
            onChange={(on) => setRights(on ? [...rights(), r] : rights().filter((o) => o !== r))}
          />
        ))}
      </div>
      <Show when={!isBroadcast(peer(props.chat))}>
        <Field label={t().group.member.rank} maxlength={16} autocomplete="off" dir="auto" value={rank()} onText={setRank} />
      </Show>
      <Says error={props.error} />
      <div class="dialog-actions">
        <Show when={props.member.role === 'admin'}>
          <Button look="danger" busy={props.busy} onClick={() => props.onSave([], '')}>{t().group.member.dismiss}</Button>
        </Show>
        <Button look="plain" onClick={() => props.onCancel()}>{t().common.cancel}</Button>
        <Button busy={props.busy} disabled={rights().length === 0} onClick={() => props.onSave(rights(), rank())}>{t().common.save}</Button>
      </div>
    </>
  )
}

function RestrictForm(props: FormProps & { onSave: (bans: readonly Ban[], until: number) => void }): JSX.Element {
  const [bans, setBans] = createSignal<readonly Ban[]>(props.member.role === 'restricted' ? props.member.bans : banSets.text)
  const [until, setUntil] = createSignal(0)
  return (
    <>
      <div class="rights"><BanSwitches bans={bans()} forum={isForum(peer(props.chat))} onChange={setBans} /></div>
      <Until value={until()} onChange={setUntil} />
      <Show when={!isChannel(props.chat)}><p class="section-hint">{t().group.member.becomes}</p></Show>
      <Says error={props.error} />
      <div class="dialog-actions">
        <Button look="plain" onClick={() => props.onCancel()}>{t().common.cancel}</Button>
        <Button busy={props.busy} onClick={() => props.onSave(bans(), until() === 0 ? 0 : Math.floor(Date.now() / 1000) + until())}>{t().common.save}</Button>
      </div>
    </>
  )
}
