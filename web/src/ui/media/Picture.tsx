import { createMemo, createSignal, Show, type JSX } from 'solid-js'
import type { Photo, Size, Video } from '../../model/media'
import { fileUrl, localUrl, pictureUrl } from '../../store/files'
import { pick } from '../../view/media'

/** A picture: blurred at once, sharp when it is here. It fills its place, whose size is settled beforehand. */
export function Picture(props: { of: Photo | Video; pixels: number; whole?: boolean }): JSX.Element {
  const size = createMemo(() => pick(props.of.sizes, props.pixels))
  const [ready, setReady] = createSignal(false)
  return (
    <span class="picture" classList={{ 'picture-ready': ready() }}>
      <Show when={props.of.blur}>
        {(blur) => <img class="picture-blur" src={blur()} alt="" draggable="false" />}
      </Show>
      <Show when={props.of.kind === 'photo' && props.of.local} fallback={<Fetched of={props.of} size={size()} onReady={() => setReady(true)} whole={props.whole} />}>
        {(blob) => <img class="picture-sharp" src={localUrl(blob())} alt="" draggable="false" onLoad={() => setReady(true)} />}
      </Show>
    </span>
  )
}

function Fetched(props: { of: Photo | Video; size: Size | undefined; whole?: boolean; onReady: () => void }): JSX.Element {
  return (
    <Show when={props.of.file && props.size && { file: props.of.file, size: props.size }} keyed>
      {(known) => {
        const url = pictureUrl(known.file, known.size)
        return <Show when={url()}>{(src) => <img class="picture-sharp" src={src()} alt="" draggable="false" onLoad={() => props.onReady()} />}</Show>
      }}
    </Show>
  )
}

/** A small video that plays by itself, without sound. */
export function Loop(props: { of: Video }): JSX.Element {
  return (
    <Show when={props.of.local} fallback={<FetchedLoop of={props.of} />}>
      {(blob) => <video class="picture-sharp" src={localUrl(blob())} autoplay loop muted playsinline disablepictureinpicture />}
    </Show>
  )
}

function FetchedLoop(props: { of: Video }): JSX.Element {
  return (
    <Show when={props.of.file} keyed>
      {(file) => {
        const url = fileUrl(file, props.of.bytes, props.of.mime)
        return <Show when={url()}>{(src) => <video class="picture-sharp" src={src()} autoplay loop muted playsinline disablepictureinpicture />}</Show>
      }}
    </Show>
  )
}
