import { createSignal, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { pinnedIn } from '../../store/pins'
import { Icon } from '../icon/Icon'
import { IconButton } from '../parts/Button'
import { chatLink, follow, go } from '../shell/route'
import { mayPin } from './actions'
import { summary } from './summary'
import { useTalk } from './talk'

/** The pinned messages of a chat, one at a time. Each press goes to one and shows the one before it. */
export function PinBar(): JSX.Element {
  const talk = useTalk()
  const [at, setAt] = createSignal(0)
  const all = () => pinnedIn(talk.chat, talk.topic)
  const current = () => all()[at() % Math.max(all().length, 1)]
  return (
    <Show when={current()}>
      {(m) => (
        <div class="pin-bar">
          <a
            href={chatLink(talk.chat, m().id, talk.topic)}
            class="pin-bar-message"
            onClick={(e) => follow(e, () => {
              go({ message: m().id }, { replace: true })
              setAt((n) => (n + 1) % all().length)
            })}
          >
            <Icon name="pin" size={18} />
            <span class="pin-bar-text">
              <span class="pin-bar-title">{all().length > 1 ? t().message.pinnedOf(at() + 1, all().length) : t().message.pinnedOne}</span>
              <span dir="auto">{summary(m())}</span>
            </span>
          </a>
          <Show when={mayPin(talk.chat)}>
            <IconButton icon="x" label={t().message.unpin} onClick={() => talk.ask({ kind: 'unpin', message: m() })} />
          </Show>
        </div>
      )}
    </Show>
  )
}
