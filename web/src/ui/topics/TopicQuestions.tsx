import { createSignal, For, Match, Show, Switch, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { topicColours, type Topic } from '../../model/topic'
import { call } from '../../store/link'
import { loadTopic } from '../../store/topics'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { Field } from '../parts/Field'
import { createAction } from '../settings/action'
import { Says } from '../settings/Says'
import { openTopic } from '../shell/route'
import { topicQuestion, type TopicQuestion } from './asking'
import { TopicIcon } from './TopicIcon'
import './topics.css'

/** What is asked about topics. */
export function TopicQuestions(props: { of: TopicQuestion }): JSX.Element {
  return (
    <Switch>
      <Match when={props.of.kind === 'make' && props.of}>{(q) => <TopicForm chat={q().chat} />}</Match>
      <Match when={props.of.kind === 'edit' && props.of}>{(q) => <TopicForm chat={q().chat} topic={q().topic} />}</Match>
      <Match when={props.of.kind === 'delete' && props.of}>{(q) => <DeleteTopic topic={q().topic} />}</Match>
    </Switch>
  )
}

/** How a new topic, or one that is there, is called. Its colour stays. */
function TopicForm(props: { chat: PeerId; topic?: Topic }): JSX.Element {
  const words = () => t().topics
  const [title, setTitle] = createSignal(props.topic?.title ?? '')
  const [colour, setColour] = createSignal<number>(props.topic?.colour ?? topicColours[0])
  const [unnamed, setUnnamed] = createSignal(false)
  const action = createAction()
  const save = async (): Promise<void> => {
    if (title().trim() === '') {
      setUnnamed(true)
      return
    }
    let made: number | undefined
    const done = await action.run(async () => {
      if (props.topic) {
        await call('changeTopic', { chat: props.chat, id: props.topic.id, title: title() })
        return
      }
      made = await call('makeTopic', { chat: props.chat, title: title(), colour: colour() })
      await loadTopic(props.chat, made)
    })
    if (!done) return
    topicQuestion.done()
    if (made !== undefined) openTopic(props.chat, made)
  }
  return (
    <Dialog open title={props.topic ? words().edit : words().make} onClose={topicQuestion.done}>
      <form
        class="topic-form" novalidate
        onSubmit={(e) => {
          e.preventDefault()
          void save()
        }}
      >
        <div class="topic-form-name">
          <TopicIcon id={props.topic?.id ?? 0} title={title()} colour={colour()} size={48} />
          <Field
            label={words().name} maxlength={128} autocomplete="off" dir="auto" value={title()} error={unnamed() ? words().noName : ''}
            onText={(text) => {
              setTitle(text)
              setUnnamed(false)
            }}
          />
        </div>
        <Show when={!props.topic}>
          <fieldset class="topic-colours">
            <legend>{words().colour}</legend>
            <For each={topicColours}>
              {(c, i) => (
                <label style={{ '--topic': `#${c.toString(16).padStart(6, '0')}` }} title={words().colours[i()]}>
                  <input type="radio" name="topic-colour" aria-label={words().colours[i()]} checked={colour() === c} onChange={() => setColour(c)} />
                </label>
              )}
            </For>
          </fieldset>
        </Show>
        <Says error={action.error()} />
        <div class="dialog-actions">
          <Button look="plain" onClick={topicQuestion.done}>{t().common.cancel}</Button>
          <Button type="submit" busy={action.busy()}>{props.topic ? t().common.save : words().create}</Button>
        </div>
      </form>
    </Dialog>
  )
}

function DeleteTopic(props: { topic: Topic }): JSX.Element {
  const action = createAction()
  const go = (): void => void action.run(() => call('deleteTopic', { chat: props.topic.chat, id: props.topic.id })).then((done) => done && topicQuestion.done())
  return (
    <Dialog open title={t().topics.deleteTitle(props.topic.title)} text={t().topics.deleteHint} onClose={topicQuestion.done}>
      <Says error={action.error()} />
      <div class="dialog-actions">
        <Button look="plain" onClick={topicQuestion.done}>{t().common.cancel}</Button>
        <Button look="danger" busy={action.busy()} onClick={go}>{t().topics.delete}</Button>
      </div>
    </Dialog>
  )
}
