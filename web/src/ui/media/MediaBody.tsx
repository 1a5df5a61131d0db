import { Match, Switch, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { Media } from '../../model/media'
import type { Message } from '../../model/message'
import { standing } from '../../view/media'
import { PollView } from '../polls/PollView'
import { openViewer } from '../viewer/viewing'
import { VoiceView } from '../voice/VoiceView'
import { Album, pictureOf } from './Album'
import { FileView } from './FileView'
import { nameOfMedia } from './name'
import { ContactView, PlaceView } from './Others'
import { Tile } from './Tile'
import './media.css'

type Kind<K extends Media['kind']> = Extract<Media, { kind: K }>

/** What happens with what a message carries, where it is not as in other chats. */
export interface MediaActs {
  readonly open: (m: Message) => void
  readonly play: (m: Message) => void
}

/** What a message carries, above its words. What a link leads to stands under them: PageCard. */
export function MediaBody(props: { message: Message; album?: readonly Message[]; acts?: MediaActs }): JSX.Element {
  const open = (m: Message): void => (props.acts ? props.acts.open(m) : openViewer(m))
  const of = <K extends Media['kind']>(kind: K): Kind<K> | false => props.message.media?.kind === kind && (props.message.media as Kind<K>)
  const box = () => standing(pictureOf(props.message) ?? { width: 1, height: 1 })
  return (
    <Switch>
      <Match when={props.album?.every((m) => pictureOf(m)) && props.album}>{(all) => <Album messages={all()} onOpen={open} />}</Match>
      <Match when={pictureOf(props.message)}>
        {(p) => (
          <div class="alone" style={{ '--w': `${box().width}px`, '--shape': `${box().width / box().height}` }}>
            <Tile message={props.message} of={p()} pixels={800} alone onOpen={() => open(props.message)} />
          </div>
        )}
      </Match>
      <Match when={of('voice')}>{(v) => <VoiceView message={props.message} of={v()} onPlay={props.acts && (() => props.acts?.play(props.message))} />}</Match>
      <Match when={of('file')}>{(f) => <FileView message={props.message} of={f()} />}</Match>
      <Match when={of('poll')}>{(p) => <PollView message={props.message} of={p()} />}</Match>
      <Match when={of('place')}>{(p) => <PlaceView of={p()} />}</Match>
      <Match when={of('contact')}>{(c) => <ContactView of={c()} />}</Match>
      <Match when={of('dice')}>{(d) => <p class="dice"><span>{d().emoji}</span> {d().value}</p>}</Match>
      <Match when={of('burnt')}>{(b) => <p class="bubble-unsupported">{nameOfMedia(b())}</p>}</Match>
      <Match when={of('unsupported')}><p class="bubble-unsupported">{t().message.unsupported}</p></Match>
    </Switch>
  )
}
