import { Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { number, shortDate, shortNumber } from '../../lang/format'
import { topicOf, type Topic } from '../../model/topic'
import { self } from '../../store/account'
import { chat } from '../../store/chats'
import { toldDraft } from '../../store/drafts'
import { outbox } from '../../store/outbox'
import { typingIn } from '../../store/typing'
import { stateOf } from '../../view/state'
import { topicMuted, topicTime } from '../../view/topics'
import { summary } from '../conversation/summary'
import { Icon } from '../icon/Icon'
import { personName } from '../parts/name'
import { typingText } from '../parts/presence'
import { Ticks } from '../parts/Ticks'
import { chatLink, follow, openTopic, route } from '../shell/route'
import { TopicIcon } from './TopicIcon'

/** One topic: what it is called, the last words in it, and what is unread. */
export function TopicRow(props: { topic: Topic }): JSX.Element {
  const it = () => props.topic
  const last = () => outbox(it().chat).findLast((m) => topicOf(m) === it().id) ?? it().last
  const here = () => route().chat === it().chat && route().topic === it().id
  const muted = () => topicMuted(it(), chat(it().chat), Date.now() / 1000)
  const draft = () => (here() ? undefined : toldDraft(it().chat, it().id))
  const who = (): string => {
    const m = last()
    return !m || m.service ? '' : m.out ? t().common.you : personName(m.from)
  }
  return (
    <a
      href={chatLink(it().chat, undefined, it().id)}
      class="chat-row topic-row"
      data-topic={it().id}
      aria-current={here() ? 'true' : undefined}
      onClick={(e) => follow(e, () => openTopic(it().chat, it().id))}
    >
      <TopicIcon id={it().id} title={it().title} colour={it().colour} />
      <span class="chat-row-name">
        <span class="chat-row-title" dir="auto">{it().title}</span>
        <Show when={it().closed}>
          <Icon name="lock" size={14} />
          <span class="visually-hidden">{t().topics.closed}</span>
        </Show>
        <Show when={it().hidden}>
          <Icon name="eye-off" size={14} />
          <span class="visually-hidden">{t().topics.hidden}</span>
        </Show>
        <Show when={muted()}>
          <Icon name="bell-off" size={14} />
          <span class="visually-hidden">{t().topics.muted}</span>
        </Show>
      </span>
      <span class="chat-row-when">
        <Show when={last()?.out && !last()?.service && last()}>{(m) => <Ticks state={stateOf(m(), it(), self())} />}</Show>
        <time>{shortDate(last()?.date ?? topicTime(it()))}</time>
      </span>
      <span class="chat-row-text" dir="auto">
        <Show
          when={typingIn(it().chat, it().id).length > 0}
          fallback={
            <Show
              when={draft()}
              fallback={
                <Show when={last()}>
                  {(m) => (
                    <>
                      <Show when={who()}>{(name) => <span class="chat-row-you">{name()}: </span>}</Show>
                      {summary(m())}
                    </>
                  )}
                </Show>
              }
            >
              {(d) => (
                <>
                  <span class="chat-row-draft">{t().chats.draft} </span>
                  {d().text}
                </>
              )}
            </Show>
          }
        >
          <span class="chat-row-typing">{typingText(it().chat, it().id)}</span>
        </Show>
      </span>
      <span class="chat-row-badges">
        <Show when={it().mentions > 0}>
          <span class="badge" role="img" aria-label={t().chats.mentions(it().mentions)}><Icon name="at-sign" size={14} /></span>
        </Show>
        <Show
          when={it().unread > 0}
          fallback={
            <Show when={it().pinned}>
              <Icon name="pin" size={16} class="chat-row-pin" />
              <span class="visually-hidden">{t().topics.pinned}</span>
            </Show>
          }
        >
          <span class="badge" classList={{ 'badge-muted': muted() }} title={number(it().unread)}>
            <span aria-hidden="true">{shortNumber(it().unread)}</span>
            <span class="visually-hidden">{t().chats.unread(it().unread)}</span>
          </span>
        </Show>
      </span>
    </a>
  )
}
