import { createSignal, For, Match, onMount, Show, Switch, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import type { Result } from '../../proto/api'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { deleting } from '../chats/deleting'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { nameOf } from '../parts/name'
import { Row } from '../settings/Row'
import { reporting, type Reporting } from './reporting'
import '../settings/settings.css'

/** Asks what is wrong with something, and tells the operator of the server. */
export function ReportDialog(): JSX.Element {
  return <Show when={reporting.asked()} keyed>{(what) => <Ask what={what} />}</Show>
}

function Ask(props: { what: Reporting }): JSX.Element {
  const words = () => t().report
  const [step, setStep] = createSignal<Result<'report'>>()
  const [text, setText] = createSignal('')
  const [error, setError] = createSignal('')
  const [busy, setBusy] = createSignal(false)
  const say = async (option: string): Promise<void> => {
    if (busy()) return
    setBusy(true)
    setError('')
    try {
      setStep(await call('report', { ...props.what, option, text: text().trim() }))
    } catch (e) {
      setError(errorText(e))
    } finally {
      setBusy(false)
    }
  }
  onMount(() => void say(''))
  /** What this app has words for it says in the person's language. */
  const named = (option: string, told: string): string => (words().reasons as Record<string, string>)[option.replace(/\?$/, '')] ?? told
  const at = <K extends Result<'report'>['kind']>(kind: K): Extract<Result<'report'>, { kind: K }> | undefined => {
    const s = step()
    return s?.kind === kind ? (s as Extract<Result<'report'>, { kind: K }>) : undefined
  }
  const title = (): string => (props.what.ids.length > 0 ? words().messageTitle : words().title(nameOf(props.what.chat)))
  const leaves = (): boolean => {
    const p = peer(props.what.chat)
    return p !== undefined && p.kind !== 'user' && !p.left && !p.forbidden
  }
  return (
    <Dialog open title={at('done') ? words().done : title()} text={at('done') ? words().doneHint : at('choose') ? words().choose : undefined} onClose={reporting.end}>
      <Switch>
        <Match when={at('choose')}>
          {(s) => (
            <div class="report-options">
              <For each={s().options}>{(o) => <Row label={named(o.option, o.text)} disabled={busy()} onClick={() => void say(o.option)} />}</For>
            </div>
          )}
        </Match>
        <Match when={at('comment')}>
          {(s) => (
            <form
              id="report-words" class="report-words" novalidate
              onSubmit={(e) => {
                e.preventDefault()
                if (!s().optional && text().trim() === '') setError(words().wantsWords)
                else void say(s().option)
              }}
            >
              <Field label={s().optional ? words().comment : words().commentNeeded} maxlength={512} autocomplete="off" dir="auto" value={text()} onText={setText} />
            </form>
          )}
        </Match>
      </Switch>
      <Show when={error()}><p class="field-error" role="alert">{error()}</p></Show>
      <div class="dialog-actions">
        <Show
          when={at('done')}
          fallback={
            <>
              <Button look="plain" onClick={reporting.end}>{t().common.cancel}</Button>
              <Show when={at('comment')}><Button type="submit" form="report-words" busy={busy()}>{words().send}</Button></Show>
            </>
          }
        >
          <Show when={leaves()}>
            <Button
              look="danger" onClick={() => {
                reporting.end()
                deleting.ask(props.what.chat)
              }}
            >
              {words().leave}
            </Button>
          </Show>
          <Button onClick={reporting.end}>{t().common.done}</Button>
        </Show>
      </div>
    </Dialog>
  )
}
