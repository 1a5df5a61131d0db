import { Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { lasting } from '../../lang/format'
import type { SecretChat } from '../../model/secret'
import { peer } from '../../store/peers'
import { secretTyping } from '../../store/secrets'
import { Icon } from '../icon/Icon'
import { Avatar } from '../parts/Avatar'
import { IconButton } from '../parts/Button'
import { MenuButton, type Item } from '../parts/Menu'
import { personName } from '../parts/name'
import { leave, type Question } from './leave'
import { phaseText } from './words'

/** What a timer can be set to, in seconds. */
const times = [0, 5, 15, 60, 300, 3600, 86_400, 604_800]

/** Who it is with, that it is secret, and what can be done with it. */
export function SecretHead(props: { chat: SecretChat; ask: (q: Question) => void; onTimer: (seconds: number) => void }): JSX.Element {
  const c = () => props.chat
  const label = (seconds: number): string => (seconds === 0 ? t().secret.never : lasting(seconds))
  const timers = (): Item[] => times.map((seconds) => ({
    label: label(seconds), icon: c().ttl === seconds ? 'check' : 'timer', act: () => props.onTimer(seconds),
  }))
  const items = (): Item[] => [
    ...(c().phase === 'ready' ? [
      { label: t().secret.clear, icon: 'trash-2', danger: true, act: () => props.ask('clear') } as const,
      { label: t().secret.end, icon: 'ban', danger: true, act: () => props.ask('end') } as const,
    ] : []),
    { label: t().secret.remove, icon: 'trash-2', danger: true, act: () => props.ask('remove') },
  ]
  return (
    <header class="bar conversation-head secret-head">
      <IconButton class="conversation-back" icon="arrow-left" label={t().common.back} mirror onClick={leave} />
      <Avatar id={c().peer} peer={peer(c().peer)} size={40} />
      <div class="conversation-who">
        <h2 dir="auto">
          <Icon name="lock" size={16} />
          <span class="visually-hidden">{t().secret.title}: </span>
          {personName(c().peer)}
        </h2>
        <p aria-live="polite" classList={{ 'conversation-typing': secretTyping(c().id) }}>
          {secretTyping(c().id) ? t().secret.typing : phaseText(c()) || t().secret.status}
        </p>
      </div>
      <Show when={c().phase === 'ready'}>
        <IconButton icon="key-round" label={t().secret.key.open} onClick={() => props.ask('key')} />
        <MenuButton icon="timer" label={c().ttl > 0 ? t().secret.timerNow(label(c().ttl)) : t().secret.timer} items={timers()} />
      </Show>
      <MenuButton icon="ellipsis-vertical" label={t().common.more} items={items()} />
    </header>
  )
}
