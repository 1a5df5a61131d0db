import { createSignal, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { PeerId } from '../../model/peer'
import { Button } from '../parts/Button'
import { LeftBar } from '../shell/LeftBar'
import { MakeForm } from './MakeForm'
import { PickPeople } from './PickPeople'
import './newgroup.css'

/** Makes a group: who is in it first, then what it is called. */
export function NewGroup(): JSX.Element {
  const [people, setPeople] = createSignal<readonly PeerId[]>([])
  const [named, setNamed] = createSignal(false)
  return (
    <>
      <LeftBar title={t().group.make.group} up={{ left: 'new', page: '' }} />
      <Show
        when={named()}
        fallback={
          <>
            <PickPeople chosen={people()} onChange={setPeople} />
            <div class="make-next">
              <Button onClick={() => setNamed(true)}>{t().group.make.next}</Button>
            </div>
          </>
        }
      >
        <MakeForm broadcast={false} people={people()} />
      </Show>
    </>
  )
}

/** Makes a channel. Who reads it comes by themselves, or is added later. */
export function NewChannel(): JSX.Element {
  return (
    <>
      <LeftBar title={t().group.make.channel} up={{ left: 'new', page: '' }} />
      <MakeForm broadcast people={[]} />
    </>
  )
}
