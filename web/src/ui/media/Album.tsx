import { For, type JSX } from 'solid-js'
import type { Photo, Video } from '../../model/media'
import type { Message } from '../../model/message'
import { layAlbum } from '../../view/album'
import { Tile } from './Tile'

/** The picture that a message has, if it has one. */
export const pictureOf = (m: Message): Photo | Video | undefined => (m.media?.kind === 'photo' || m.media?.kind === 'video' ? m.media : undefined)

/** Pictures that were sent together, as a grid without gaps. */
export function Album(props: { messages: readonly Message[]; onOpen: (m: Message) => void }): JSX.Element {
  const laid = () => layAlbum(props.messages.map((m) => {
    const p = pictureOf(m)
    return p && p.height > 0 ? p.width / p.height : 1
  }))
  return (
    <div class="album" style={{ '--shape': `${laid().shape}` }}>
      <For each={props.messages}>
        {(m, i) => {
          const at = () => laid().tiles[i()]
          return (
            <div
              class="album-tile"
              style={{ 'inset-inline-start': `${at()?.x ?? 0}%`, 'inset-block-start': `${at()?.y ?? 0}%`, 'inline-size': `${at()?.width ?? 0}%`, 'block-size': `${at()?.height ?? 0}%` }}
            >
              <PictureTile message={m} of={pictureOf(m)} onOpen={() => props.onOpen(m)} />
            </div>
          )
        }}
      </For>
    </div>
  )
}

function PictureTile(props: { message: Message; of: Photo | Video | undefined; onOpen: () => void }): JSX.Element {
  return <>{props.of && <Tile message={props.message} of={props.of} pixels={800} onOpen={props.onOpen} />}</>
}
