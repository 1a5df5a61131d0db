import { createSignal, Index, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import type { OutPoll } from '../../model/media'
import { Button } from '../parts/Button'
import { Check } from '../parts/Check'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import './polls.css'

const most = 10
const maxQuestion = 255
const maxAnswer = 100

/** Makes a poll. */
export function PollDialog(props: { onSend: (p: OutPoll) => Promise<void>; onClose: () => void }): JSX.Element {
  const [question, setQuestion] = createSignal('')
  const [answers, setAnswers] = createSignal<readonly string[]>(['', ''])
  const [open, setOpen] = createSignal(false)
  const [multiple, setMultiple] = createSignal(false)
  const [quiz, setQuiz] = createSignal(false)
  const [right, setRight] = createSignal(-1)
  const [error, setError] = createSignal('')
  const w = () => t().media.pollForm
  const submit = async (): Promise<void> => {
    const filled = answers().map((text, i) => ({ text: text.trim(), i })).filter((a) => a.text !== '')
    if (question().trim() === '' || filled.length < 2) return void setError(w().tooFew)
    const correct = filled.findIndex((a) => a.i === right())
    if (quiz() && correct < 0) return void setError(w().noRight)
    try {
      await props.onSend({
        question: question().trim(), answers: filled.map((a) => a.text), open: open(), multiple: multiple() && !quiz(), correct: quiz() ? correct : undefined,
      })
    } catch (e) {
      setError(errorText(e))
    }
  }
  return (
    <Dialog open title={w().title} onClose={props.onClose}>
      <form
        class="poll-form" novalidate
        onSubmit={(e) => {
          e.preventDefault()
          e.stopPropagation()
          void submit()
        }}
      >
        <Field label={w().question} autocomplete="off" dir="auto" maxlength={maxQuestion} value={question()} onText={setQuestion} />
        <Index each={answers()}>
          {(a, i) => (
            <div class="poll-line">
              <Field
                label={w().answer(i + 1)} autocomplete="off" dir="auto" maxlength={maxAnswer} value={a()}
                onText={(text) => setAnswers((old) => old.with(i, text))}
              />
              <Show when={quiz()}>
                <input type="radio" name="right" aria-label={w().right(i + 1)} checked={right() === i} onChange={() => setRight(i)} />
              </Show>
            </div>
          )}
        </Index>
        <Show when={answers().length < most}>
          <Button look="plain" onClick={() => setAnswers((old) => [...old, ''])}>{w().add}</Button>
        </Show>
        <Check checked={open()} label={w().open} onChange={setOpen} />
        <Show when={!quiz()}><Check checked={multiple()} label={w().multiple} onChange={setMultiple} /></Show>
        <Check checked={quiz()} label={w().quiz} onChange={setQuiz} />
        <Show when={error()}><p class="poll-error" role="alert">{error()}</p></Show>
        <div class="dialog-actions">
          <Button look="plain" onClick={() => props.onClose()}>{t().common.cancel}</Button>
          <Button type="submit">{w().create}</Button>
        </div>
      </form>
    </Dialog>
  )
}
