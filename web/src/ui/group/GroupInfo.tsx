import { createEffect, createSignal, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { duration, number } from '../../lang/format'
import type { GroupFull } from '../../model/group'
import type { Channel, Group, Peer, PeerId } from '../../model/peer'
import { group, loadGroup } from '../../store/groups'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { isAdmin, isBroadcast, may, mayAll } from '../../view/rights'
import { endLabel } from '../chats/actions'
import { deleting } from '../chats/deleting'
import { Fact } from '../contacts/Fact'
import { Face } from '../face/Face'
import type { IconName } from '../icon/drawings'
import { contactOf } from '../parts/contact'
import { Dialog } from '../parts/Dialog'
import { inviteUrl, linkTo } from '../parts/link'
import { nameOf, personName } from '../parts/name'
import { presenceText } from '../parts/presence'
import { QrCode } from '../parts/QrCode'
import { Section } from '../settings/Page'
import { Row } from '../settings/Row'
import { InfoBar } from '../shell/InfoBar'
import { go, openChat } from '../shell/route'
import { AboutText } from './AboutText'
import { Members } from './Members'
import '../profile/profile.css'
import '../settings/settings.css'
import './group.css'

/** What a group or channel says of itself, who is in it, and what its admins can do. */
export function GroupInfo(props: { id: PeerId }): JSX.Element {
  const words = () => t().group.info
  const place = () => peer(props.id)
  createEffect(() => void loadGroup(props.id))
  return (
    <>
      <InfoBar title={isBroadcast(place()) ? words().channel : words().group} />
      <div class="settings">
        <div class="profile-head">
          <Face id={props.id} />
          <h2 dir="auto">{nameOf(props.id)}</h2>
          <p>{presenceText(props.id)}</p>
        </div>
        <Show when={group(props.id)} fallback={<div class="section-loading" role="status" aria-label={t().common.loading}><span /><span /></div>}>
          {(g) => (
            <Show when={place()}>
              {(p) => (
                <>
                  <Facts place={p() as Group | Channel} full={g()} />
                  <Manage place={p() as Group | Channel} full={g()} />
                  <Show when={g().seesMembers} fallback={<Show when={!isBroadcast(p())}><p class="section-hint">{words().hidden}</p></Show>}>
                    <Members id={props.id} />
                  </Show>
                  <Show when={inIt(p())}>
                    <Section><Row icon="log-out" danger label={endLabel(props.id)} onClick={() => deleting.ask(props.id)} /></Section>
                  </Show>
                </>
              )}
            </Show>
          )}
        </Show>
      </div>
    </>
  )
}

const inIt = (p: Peer): boolean => p.kind !== 'user' && !p.left && !p.forbidden && !(p.kind === 'group' && p.over)

function Facts(props: { place: Group | Channel; full: GroupFull }): JSX.Element {
  const words = () => t().group.info
  const contact = contactOf(() => props.place.id)
  const [copied, setCopied] = createSignal('')
  const [scan, setScan] = createSignal(false)
  const link = (): string => (props.place.username ? linkTo(props.place.username) : props.full.link ? inviteUrl(props.full.link) : '')
  // Whoever may invite has a link to give, from the first look on.
  createEffect(() => {
    const p = props.place
    const invites = p.kind === 'group' ? p.creator && !p.over : may(p, 'inviteUsers')
    if (invites && !link()) void call('makeMainInvite', { chat: p.id }).catch(() => {}) // the next look tries again
  })
  const copy = (text: string): void => void navigator.clipboard.writeText(text).then(() => setCopied(words().copied))
  return (
    <Section>
      <dl class="facts">
        <Show when={props.full.about}>{(about) => <Fact name={words().about} text={about()} look={<AboutText text={about()} />} />}</Show>
        <Show when={link()}>
          {(l) => <Fact name={props.place.username ? words().link : words().inviteLink} text={l()} ltr onCopy={copy} />}
        </Show>
      </dl>
      <p class="says" role="status">{copied()}</p>
      <Show when={link()}><Row icon="qr-code" label={words().qr} onClick={() => setScan(true)} /></Show>
      <Show when={contact()}>
        {(person) => <Row icon="message-circle" label={words().ask} value={personName(person())} onClick={() => openChat(person())} />}
      </Show>
      <Row icon="images" label={words().shared} onClick={() => go({ info: 'media' })} />
      <Show when={props.full.linked}>
        {(id) => <Row icon="message-circle" label={isBroadcast(props.place) ? words().discussion : words().discussionOf} value={personName(id())} onClick={() => openChat(id())} />}
      </Show>
      <Dialog open={scan()} title={nameOf(props.full.id)} text={link()} onClose={() => setScan(false)}>
        <div class="group-qr"><QrCode text={link()} label={words().qrOf} /></div>
      </Dialog>
    </Section>
  )
}

interface Line {
  readonly page: string
  readonly icon: IconName
  readonly label: string
  readonly value?: string
  readonly shown: boolean
}

/** What admins find here. */
function Manage(props: { place: Group | Channel; full: GroupFull }): JSX.Element {
  const words = () => t().group.info
  const many = (n: number | undefined): string | undefined => (n ? number(n) : undefined)
  const lines = (): Line[] => {
    const { place: p, full: g } = props
    const channel = p.kind === 'channel'
    const reactions = (): string => (g.reactions === 'all' ? t().reactions.allShort : g.reactions.length > 0 ? number(g.reactions.length) : t().reactions.noneShort)
    const links = p.kind === 'group' ? p.creator : may(p, 'inviteUsers')
    return [
      { page: 'groupEdit', icon: 'pencil', label: words().edit, shown: channel ? may(p, 'changeInfo') : mayAll(p, 'changeInfo') },
      { page: 'groupRequests', icon: 'user-plus', label: words().requests, value: many(g.requests), shown: links && g.requests > 0 },
      { page: 'groupLinks', icon: 'link', label: words().links, shown: links },
      { page: 'groupMay', icon: 'shield', label: words().permissions, value: g.slow > 0 ? duration(g.slow) : undefined, shown: !isBroadcast(p) && may(p, 'banUsers') },
      { page: 'groupReactions', icon: 'smile', label: t().reactions.title, value: reactions(), shown: channel ? may(p, 'changeInfo') : isAdmin(p) },
      { page: 'groupAdmins', icon: 'star', label: words().admins, value: many(g.admins), shown: channel && isAdmin(p) },
      { page: 'groupRestricted', icon: 'timer', label: words().restricted, value: many(g.restricted), shown: channel && !isBroadcast(p) && isAdmin(p) },
      { page: 'groupRemoved', icon: 'ban', label: words().banned, value: many(g.removed), shown: channel && isAdmin(p) },
      { page: 'groupStats', icon: 'chart', label: words().stats, shown: g.seesStats === true },
      { page: 'groupLog', icon: 'clock', label: words().log, shown: channel && isAdmin(p) },
    ]
  }
  const shown = () => lines().filter((l) => l.shown)
  return (
    <Show when={shown().length > 0}>
      <Section title={words().manage}>
        {shown().map((l) => <Row icon={l.icon} label={l.label} value={l.value} onClick={() => go({ info: l.page })} />)}
      </Section>
    </Show>
  )
}
