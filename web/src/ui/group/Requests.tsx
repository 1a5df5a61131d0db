import { For, onCleanup, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { dayAndTime } from '../../lang/format'
import type { PeerId } from '../../model/peer'
import { call, listen } from '../../store/link'
import { peer } from '../../store/peers'
import { Avatar } from '../parts/Avatar'
import { Button } from '../parts/Button'
import { Empty } from '../parts/Empty'
import { More } from '../parts/More'
import { personName } from '../parts/name'
import { createAction } from '../settings/action'
import { Says } from '../settings/Says'
import { InfoBar } from '../shell/InfoBar'
import { createImporters } from './importers'
import '../settings/settings.css'
import './group.css'

/** Who asks to be let in. */
export function Requests(props: { id: PeerId }): JSX.Element {
  const words = () => t().group.requests
  const list = createImporters({ chat: props.id, requested: true })
  onCleanup(listen('group', ({ chat }) => chat === props.id && list.renew()))
  const action = createAction()
  const answer = (user: PeerId | undefined, yes: boolean): void =>
    void action.run(() => call('answerRequest', { chat: props.id, user, yes })).then(list.renew)
  return (
    <>
      <InfoBar title={t().group.info.requests} up="group" />
      <div class="settings">
        <Says error={action.error()} />
        <Show when={list.people()} fallback={<Show when={!list.error()}><div class="section-loading" role="status" aria-label={t().common.loading}><span /><span /></div></Show>}>
          {(people) => (
            <Show when={people().length > 0} fallback={<Empty icon="user-plus" title={words().none} hint={words().noneHint} />}>
              <ul aria-label={t().group.info.requests}>
                <For each={people()}>
                  {(i) => (
                    <li class="request">
                      <Avatar id={i.user} peer={peer(i.user)} size={40} />
                      <span class="member-name" dir="auto">{personName(i.user)}</span>
                      <span class="invite-more" dir="auto">{[dayAndTime(i.date), i.about].filter(Boolean).join(' · ')}</span>
                      <span class="request-actions">
                        <Button aria-label={words().letName(personName(i.user))} disabled={action.busy()} onClick={() => answer(i.user, true)}>{words().let}</Button>
                        <Button look="plain" aria-label={words().refuseName(personName(i.user))} disabled={action.busy()} onClick={() => answer(i.user, false)}>{words().refuse}</Button>
                      </span>
                    </li>
                  )}
                </For>
              </ul>
              <Show when={people().length > 1}>
                <Button class="section-button" look="plain" disabled={action.busy()} onClick={() => answer(undefined, true)}>{words().all}</Button>
              </Show>
            </Show>
          )}
        </Show>
        <Says error={list.error()} />
        <Show when={list.more() || list.error()}><More busy={list.busy()} failed={list.error() !== ''} onMore={list.next} /></Show>
      </div>
    </>
  )
}
