import { createSignal, For, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { errorText } from '../../lang/errors'
import { percent } from '../../lang/format'
import type { Poll, PollAnswer } from '../../model/media'
import type { Message } from '../../model/message'
import { call } from '../../store/link'
import { shares } from '../../view/poll'
import { TextBody } from '../conversation/TextBody'
import { Button } from '../parts/Button'
import { Icon } from '../icon/Icon'
import { personName } from '../parts/name'
import './polls.css'

/** A poll: its answers to choose from, then how it stands. */
export function PollView(props: { message: Message; of: Poll }): JSX.Element {
  const [picked, setPicked] = createSignal<ReadonlySet<string>>(new Set())
  const [error, setError] = createSignal('')
  const voted = (): boolean => props.of.answers.some((a) => a.chosen)
  const done = (): boolean => voted() || props.of.closed
  const kind = (): string => {
    const w = t().media.pollView
    return props.of.closed ? w.closed : props.of.quiz ? w.quiz : props.of.open ? w.open : w.anonymous
  }
  const hundredths = (): number[] => (props.of.multiple
    ? props.of.answers.map((a) => (props.of.voters ? Math.round(((a.votes ?? 0) * 100) / props.of.voters) : 0))
    : shares(props.of.answers.map((a) => a.votes ?? 0)))
  const send = async (options: readonly string[]): Promise<void> => {
    setError('')
    try {
      await call('vote', { chat: props.message.chat, id: props.message.id, options })
      setPicked(new Set<string>())
    } catch (e) {
      setError(errorText(e))
    }
  }
  const choose = (a: PollAnswer): void => {
    if (props.message.sending !== 'sent') return
    if (!props.of.multiple) return void send([a.option])
    setPicked((old) => {
      const next = new Set(old)
      if (!next.delete(a.option)) next.add(a.option)
      return next
    })
  }
  return (
    <div class="poll" onClick={(e) => e.stopPropagation()}>
      <p class="poll-question" dir="auto"><TextBody text={props.of.question} /></p>
      <p class="poll-kind">{kind()}</p>
      <Show
        when={done()}
        fallback={
          <div role={props.of.multiple ? 'group' : undefined} aria-label={props.of.multiple ? props.of.question.text : undefined}>
            <For each={props.of.answers}>
              {(a) => (
                <button
                  type="button" class="poll-answer" dir="auto" disabled={props.message.sending !== 'sent'}
                  role={props.of.multiple ? 'checkbox' : undefined} aria-checked={props.of.multiple ? picked().has(a.option) : undefined}
                  onClick={() => choose(a)}
                >
                  <span class="poll-mark" classList={{ 'poll-many': props.of.multiple, 'poll-on': picked().has(a.option) }} aria-hidden="true" />
                  <span><TextBody text={a} /></span>
                </button>
              )}
            </For>
          </div>
        }
      >
        <ul>
          <For each={props.of.answers}>{(a, i) => <Result of={a} poll={props.of} message={props.message} share={hundredths()[i()] ?? 0} />}</For>
        </ul>
        <Show when={props.of.solution}>{(s) => <p class="poll-solution" dir="auto">{s()}</p>}</Show>
      </Show>
      <div class="poll-foot">
        <span>{props.of.voters > 0 ? t().media.pollView.votes(props.of.voters) : t().media.pollView.none}</span>
        <Show when={!done() && props.of.multiple}>
          <Button look="plain" disabled={picked().size === 0} onClick={() => void send([...picked()])}>{t().media.pollView.vote}</Button>
        </Show>
        <Show when={voted() && !props.of.closed && !props.of.quiz}>
          <Button look="plain" onClick={() => void send([])}>{t().media.pollView.retract}</Button>
        </Show>
      </div>
      <Show when={error()}><p class="poll-error" role="alert">{error()}</p></Show>
    </div>
  )
}

function Result(props: { of: PollAnswer; poll: Poll; message: Message; share: number }): JSX.Element {
  const [voters, setVoters] = createSignal<readonly number[]>()
  const verdict = (): string => {
    const w = t().media.pollView
    if (props.poll.quiz && props.of.correct) return w.right
    if (props.of.chosen) return props.poll.quiz ? w.wrong : w.chosen
    return ''
  }
  const show = (): void => {
    if (voters()) setVoters(undefined)
    else void call('getVoters', { chat: props.message.chat, id: props.message.id, option: props.of.option }).then(setVoters, () => {}) // another press asks again
  }
  return (
    <li class="poll-result" classList={{ 'poll-wrong': props.poll.quiz && props.of.chosen === true && !props.of.correct }}>
      <span class="poll-share" aria-label={t().media.pollView.share(percent(props.share))} role="img"><span aria-hidden="true">{percent(props.share)}</span></span>
      <span dir="auto" class="poll-text">
        <TextBody text={props.of} />
        <Show when={verdict()}>
          <span class="poll-verdict"><Icon name={props.poll.quiz && !props.of.correct ? 'x' : 'check'} size={16} /><span class="visually-hidden">{verdict()}</span></span>
        </Show>
      </span>
      <Show when={props.poll.open && (props.of.votes ?? 0) > 0}>
        <button type="button" class="poll-voters" aria-expanded={voters() !== undefined} onClick={show} aria-label={`${t().media.pollView.voters}: ${props.of.text}`}><Icon name="users" size={16} /></button>
      </Show>
      <span class="poll-bar" aria-hidden="true"><span style={{ 'inline-size': `${Math.max(1, props.share)}%` }} /></span>
      <Show when={voters()}>{(ids) => <span class="poll-names" dir="auto">{ids().map(personName).join(', ')}</span>}</Show>
    </li>
  )
}
