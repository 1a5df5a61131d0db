import { createSignal, For, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { self } from '../../store/account'
import { Failed } from '../../store/link'
import { peer } from '../../store/peers'
import { claim, later } from '../../store/operator'
import { Button } from '../parts/Button'
import { Field } from '../parts/Field'
import { createAction } from '../settings/action'
import { Says } from '../settings/Says'
import '../settings/settings.css'
import './operator.css'

/** On a server that has no operator yet: whoever set it up is told that they are it, proves it, and reads what to do next. */
export function OperatorNote(): JSX.Element {
  const [token, setToken] = createSignal('')
  const [asked, setAsked] = createSignal(false)
  const [done, setDone] = createSignal(false)
  const action = createAction()
  const words = () => t().settings.operator
  const prove = async (): Promise<void> => {
    const me = peer(self())
    const phone = me?.kind === 'user' ? (me.phone ?? '') : ''
    const worked = await action.run(async () => {
      if (!(await claim(token().trim(), phone))) throw new Failed('CLAIM_INVALID')
    })
    setDone(worked)
  }
  return (
    <section class="operator" aria-label={done() ? words().doneTitle : words().title}>
      <h2>{done() ? words().doneTitle : words().title}</h2>
      <Show
        when={!done()}
        fallback={
          <>
            <p>{words().next}</p>
            <ol>
              <For each={words().steps as readonly string[]}>{(step) => <li>{step}</li>}</For>
            </ol>
            <Button look="plain" onClick={later}>{t().common.done}</Button>
          </>
        }
      >
        <form
          novalidate
          onSubmit={(e) => {
            e.preventDefault()
            if (asked()) void prove()
            else setAsked(true)
          }}
        >
          <p>{words().text}</p>
          <Show when={asked()}>
            <Field label={words().token} autocomplete="off" spellcheck={false} dir="ltr" value={token()} onText={setToken} />
            <Says error={action.error()} />
          </Show>
          <div class="dialog-actions">
            <Button look="plain" onClick={later}>{words().later}</Button>
            <Button type="submit" disabled={asked() && token().trim() === ''} busy={action.busy()}>{words().claim}</Button>
          </div>
        </form>
      </Show>
    </section>
  )
}
