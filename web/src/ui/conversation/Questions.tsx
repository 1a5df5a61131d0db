import { Match, Switch, type JSX } from 'solid-js'
import { ReactDialog } from '../reactions/ReactDialog'
import { ReactorsDialog } from '../reactions/ReactorsDialog'
import { DeleteDialog } from './DeleteDialog'
import { ForwardDialog } from './ForwardDialog'
import { ClearDialog, PinDialog } from './SmallDialogs'
import { useTalk } from './talk'

/** What is asked before something is done. */
export function Questions(): JSX.Element {
  const talk = useTalk()
  const messages = () => {
    const q = talk.question()
    return q?.kind === 'forward' || q?.kind === 'delete' ? q.messages : []
  }
  const message = () => {
    const q = talk.question()
    return q?.kind === 'pin' || q?.kind === 'unpin' ? q.message : undefined
  }
  const about = (kind: 'react' | 'reactors') => {
    const q = talk.question()
    return q?.kind === kind ? q.message : undefined
  }
  return (
    <Switch>
      <Match when={talk.question()?.kind === 'forward'}>
        <ForwardDialog messages={messages()} />
      </Match>
      <Match when={talk.question()?.kind === 'delete'}>
        <DeleteDialog messages={messages()} />
      </Match>
      <Match when={message()}>{(m) => <PinDialog message={m()} pin={talk.question()?.kind === 'pin'} />}</Match>
      <Match when={about('react')} keyed>{(m) => <ReactDialog message={m} onClose={() => talk.ask(undefined)} />}</Match>
      <Match when={about('reactors')} keyed>{(m) => <ReactorsDialog message={m} onClose={() => talk.ask(undefined)} />}</Match>
      <Match when={talk.question()?.kind === 'clear'}>
        <ClearDialog />
      </Match>
    </Switch>
  )
}
