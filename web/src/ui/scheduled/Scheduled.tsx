import { createResource, For, onCleanup, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { dayAndTime } from '../../lang/format'
import type { Message } from '../../model/message'
import type { PeerId } from '../../model/peer'
import { call, listen } from '../../store/link'
import { TextBody } from '../conversation/TextBody'
import { Button } from '../parts/Button'
import { Empty } from '../parts/Empty'
import { InfoBar } from '../shell/InfoBar'
import './scheduled.css'

/** What the server shall send in this chat, and when. */
export function Scheduled(props: { id: PeerId }): JSX.Element {
  const [all, { refetch }] = createResource(() => props.id, (chat) => call('getScheduled', { chat }))
  onCleanup(listen('scheduled', ({ chat }) => {
    if (chat === props.id) void refetch()
  }))
  return (
    <>
      <InfoBar title={t().chat.scheduled} />
      <Show when={(all.latest?.length ?? 0) > 0} fallback={<Show when={!all.loading}><Empty icon="calendar-clock" title={t().chat.noScheduled} /></Show>}>
        <ul class="scheduled" aria-label={t().chat.scheduled}>
          <For each={all.latest}>{(m) => <Row message={m} />}</For>
        </ul>
      </Show>
    </>
  )
}

function Row(props: { message: Message }): JSX.Element {
  const m = () => props.message
  const quietly = (done: Promise<void>): void => void done.catch(() => {}) // the list shows what became of it
  return (
    <li class="scheduled-row">
      <p class="scheduled-when">{t().chat.scheduledFor(dayAndTime(m().date))}</p>
      <div class="scheduled-text" dir="auto"><TextBody text={m()} /></div>
      <div class="scheduled-actions">
        <Button look="plain" onClick={() => quietly(call('sendScheduledNow', { chat: m().chat, id: m().id }))}>{t().chat.sendNow}</Button>
        <Button look="danger" onClick={() => quietly(call('deleteScheduled', { chat: m().chat, id: m().id }))}>{t().common.delete}</Button>
      </div>
    </li>
  )
}
