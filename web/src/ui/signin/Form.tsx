import { createSignal, type JSX, type ParentProps } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import { Button } from '../parts/Button'

/** A step: its words, its fields, and Next. What goes wrong comes back as a sentence for the field. */
export function Form(props: ParentProps<{ title: string; intro: string; submit: () => Promise<void>; onError: (text: string) => void; extra?: JSX.Element }>): JSX.Element {
  const [busy, setBusy] = createSignal(false)
  const submit = async (e: SubmitEvent): Promise<void> => {
    e.preventDefault()
    if (busy()) return
    setBusy(true)
    props.onError('')
    try {
      await props.submit()
    } catch (error) {
      props.onError(errorText(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form class="signin-form" onSubmit={(e) => void submit(e)} novalidate>
      <h1>{props.title}</h1>
      <p class="signin-intro">{props.intro}</p>
      {props.children}
      <Button type="submit" busy={busy()}>
        {t().common.next}
      </Button>
      {props.extra}
    </form>
  )
}
