import { Match, Show, Switch, type JSX } from 'solid-js'
import { t } from '../../lang'
import { initials } from '../../view/name'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { createAction } from '../settings/action'
import { Says } from '../settings/Says'
import { invitation, type Joining } from './joining'
import '../parts/avatar.css'
import './join.css'

/** What an invitation leads to, and the way in. */
export function JoinDialog(props: { of: Joining }): JSX.Element {
  const words = () => t().group.join
  const action = createAction()
  const preview = () => (props.of.kind === 'preview' ? props.of : undefined)
  const said = (): { title: string; text: string } => {
    switch (props.of.kind) {
      case 'asked':
        return { title: words().asked, text: words().askedHint }
      case 'expired':
        return { title: words().expired, text: words().expiredHint }
      case 'failed':
        return { title: t().link.failed, text: props.of.error }
      case 'preview':
        return { title: words().title, text: '' }
    }
  }
  return (
    <Dialog open title={said().title} text={said().text} onClose={invitation.close}>
      <Switch
        fallback={
          <div class="dialog-actions">
            <Button onClick={invitation.close}>{t().common.done}</Button>
          </div>
        }
      >
        <Match when={preview()}>
          {(p) => (
            <>
              <div class="join-head">
                <span class="avatar hue-4 avatar-72" aria-hidden="true">
                  {initials(p().preview.title)}
                  <Show when={p().preview.blur}>{(src) => <img src={src()} alt="" />}</Show>
                </span>
                <p class="join-title" dir="auto">{p().preview.title}</p>
                <p>{p().preview.broadcast ? t().chat.subscribers(p().preview.members) : t().chat.members(p().preview.members)}</p>
                <Show when={p().preview.about}>{(about) => <p class="join-about" dir="auto">{about()}</p>}</Show>
                <Show when={p().preview.request}>
                  <p>{words().request}</p>
                </Show>
              </div>
              <Says error={action.error()} />
              <div class="dialog-actions">
                <Button look="plain" onClick={invitation.close}>{t().common.cancel}</Button>
                <Button busy={action.busy()} onClick={() => void action.run(() => invitation.accept(p().hash))}>
                  {p().preview.request ? t().group.write.ask : p().preview.broadcast ? t().group.write.joinChannel : t().group.write.join}
                </Button>
              </div>
            </>
          )}
        </Match>
      </Switch>
    </Dialog>
  )
}
