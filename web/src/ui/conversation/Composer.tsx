import { createSignal, onMount, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { call } from '../../store/link'
import { send } from '../../store/outbox'
import { IconButton } from '../parts/Button'
import './composer.css'

/** How often others are told that we type. */
const typingEvery = 5000

export function Composer(props: { id: PeerId; onSent: () => void }): JSX.Element {
  const [text, setText] = createSignal('')
  let box: HTMLTextAreaElement | undefined
  let told = 0
  onMount(() => {
    if (matchMedia('(hover: hover)').matches) box?.focus()
  })
  const write = (value: string): void => {
    setText(value)
    if (value && Date.now() - told > typingEvery) {
      told = Date.now()
      void call('setTyping', { chat: props.id, typing: true }).catch(() => {})
    }
  }
  const submit = (): void => {
    const value = text().trim()
    if (!value) return
    void send(props.id, { text: value, entities: [] })
    setText('')
    told = 0
    props.onSent()
  }
  return (
    <form
      class="composer"
      onSubmit={(e) => {
        e.preventDefault()
        submit()
      }}
    >
      <div class="composer-box">
        <textarea
          ref={box}
          rows={1}
          aria-label={t().chat.message}
          placeholder={t().chat.message}
          dir="auto"
          value={text()}
          onInput={(e) => write(e.currentTarget.value)}
          onKeyDown={(e) => {
            if (e.key !== 'Enter' || e.shiftKey || e.isComposing) return
            e.preventDefault()
            submit()
          }}
        />
        <IconButton class="composer-send" icon="send-horizontal" label={t().common.send} mirror type="submit" disabled={!text().trim()} />
      </div>
    </form>
  )
}
