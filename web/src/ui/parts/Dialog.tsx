import { Dialog as Base } from '@kobalte/core/dialog'
import { Show, type JSX, type ParentProps } from 'solid-js'
import './dialog.css'

/** A dialog over the page. Esc and a click beside it close it. */
export function Dialog(props: ParentProps<{ open: boolean; title: string; text?: string; onClose: () => void }>): JSX.Element {
  return (
    <Base open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Base.Portal>
        <Base.Overlay class="dialog-shade" />
        <div class="dialog-place">
          <Base.Content class="dialog">
            <Base.Title class="dialog-title">{props.title}</Base.Title>
            <Show when={props.text}>
              <Base.Description class="dialog-text">{props.text}</Base.Description>
            </Show>
            {props.children}
          </Base.Content>
        </div>
      </Base.Portal>
    </Base>
  )
}
