import { createSignal, For, Match, Show, Switch, type JSX } from 'solid-js'
import { t } from '../../lang'
import { dayAndTime } from '../../lang/format'
import type { Invite } from '../../model/group'
import type { PeerId } from '../../model/peer'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { Avatar } from '../parts/Avatar'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { inviteUrl } from '../parts/link'
import { More } from '../parts/More'
import { personName } from '../parts/name'
import { QrCode } from '../parts/QrCode'
import { createAction } from '../settings/action'
import { Row } from '../settings/Row'
import { Says } from '../settings/Says'
import { createImporters } from './importers'
import { InviteForm } from './InviteForm'
import { rulesOf } from './rules'

type Page = 'link' | 'edit' | 'revoke'

/** One link: its picture to scan, who came by it, and what can be done about it. */
export function InviteDialog(props: { chat: PeerId; invite: Invite; onChanged: () => void; onClose: () => void }): JSX.Element {
  const words = () => t().group.invites
  const [page, setPage] = createSignal<Page>('link')
  const [copied, setCopied] = createSignal(false)
  const action = createAction()
  const copy = (): void => void navigator.clipboard.writeText(inviteUrl(props.invite.link)).then(() => setCopied(true))
  const act = (fn: () => Promise<unknown>): void => void action.run(fn).then((done) => done && props.onChanged())
  const title = (): string => (page() === 'edit' ? words().edit : page() === 'revoke' ? words().revokeTitle : props.invite.title || t().group.info.inviteLink)
  return (
    <Dialog open title={title()} text={page() === 'link' ? inviteUrl(props.invite.link) : page() === 'revoke' ? words().revokeHint : ''} onClose={props.onClose}>
      <Switch>
        <Match when={page() === 'link'}>
          <p class="section-hint">{rulesOf(props.invite)}</p>
          <Show when={!props.invite.revoked}>
            <div class="group-qr"><QrCode text={inviteUrl(props.invite.link)} label={t().group.info.qrOf} /></div>
          </Show>
          <Came chat={props.chat} link={props.invite.link} />
          <div class="member-actions">
            <Show
              when={!props.invite.revoked}
              fallback={<Row icon="trash-2" danger label={words().forget} onClick={() => act(() => call('deleteInvite', { chat: props.chat, link: props.invite.link }))} />}
            >
              <Row icon="copy" label={t().group.info.copy} onClick={copy} />
              <Show when={!props.invite.main}><Row icon="pencil" label={words().edit} onClick={() => setPage('edit')} /></Show>
              <Row icon="ban" danger label={words().revoke} onClick={() => setPage('revoke')} />
            </Show>
          </div>
          <Says error={action.error()} done={copied()} text={t().group.info.copied} />
          <div class="dialog-actions">
            <Button look="plain" onClick={() => props.onClose()}>{t().common.close}</Button>
          </div>
        </Match>
        <Match when={page() === 'edit'}>
          <InviteForm chat={props.chat} invite={props.invite} onDone={props.onChanged} onCancel={props.onClose} />
        </Match>
        <Match when={page() === 'revoke'}>
          <Says error={action.error()} />
          <div class="dialog-actions">
            <Button look="plain" onClick={() => props.onClose()}>{t().common.cancel}</Button>
            <Button look="danger" busy={action.busy()} onClick={() => act(() => call('revokeInvite', { chat: props.chat, link: props.invite.link }))}>{words().revoke}</Button>
          </div>
        </Match>
      </Switch>
    </Dialog>
  )
}

/** Who came by a link. */
function Came(props: { chat: PeerId; link: string }): JSX.Element {
  const list = createImporters({ chat: props.chat, link: props.link, requested: false })
  return (
    <>
      <Show when={list.people()} fallback={<Show when={!list.error()}><div class="section-loading" role="status" aria-label={t().common.loading}><span /></div></Show>}>
        {(people) => (
          <ul class="choose" aria-label={t().group.invites.who}>
            <For each={people()} fallback={<li class="section-hint">{t().group.invites.nobody}</li>}>
              {(i) => (
                <li class="chosen-one">
                  <Avatar id={i.user} peer={peer(i.user)} size={32} />
                  <span class="row-label" dir="auto">{personName(i.user)}</span>
                  <span class="row-value">{dayAndTime(i.date)}</span>
                </li>
              )}
            </For>
            <Show when={list.more()}><li><More busy={list.busy()} failed={list.error() !== ''} onMore={list.next} /></li></Show>
          </ul>
        )}
      </Show>
      <Says error={list.error()} />
    </>
  )
}
