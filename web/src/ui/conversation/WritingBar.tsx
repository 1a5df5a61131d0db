import { Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { IconButton } from '../parts/Button'
import { Icon } from '../icon/Icon'
import { personName } from '../parts/name'
import { summary } from './summary'
import { useTalk } from './talk'

/** Above the box: which message is answered or changed. */
export function WritingBar(): JSX.Element {
  const talk = useTalk()
  const about = () => {
    const w = talk.writing()
    return w.kind === 'edit' ? w.message : w.reply
  }
  const quote = () => {
    const w = talk.writing()
    return w.kind === 'new' ? w.quote : undefined
  }
  return (
    <Show when={about()}>
      {(m) => (
        <div class="writing-bar">
          <Icon name={talk.writing().kind === 'edit' ? 'pencil' : 'reply'} />
          <div class="writing-about">
            <p class="writing-title">
              {talk.writing().kind === 'edit' ? t().compose.editing : t().compose.replying(m().out ? t().common.you : personName(m().from))}
            </p>
            <p dir="auto">{quote() ?? summary(m())}</p>
          </div>
          <IconButton icon="x" label={t().common.cancel} onClick={() => talk.setWriting({ kind: 'new' })} />
        </div>
      )}
    </Show>
  )
}
