import { createSignal, lazy, Show, Suspense, type JSX } from 'solid-js'
import { Button } from '../parts/Button'

const Crop = lazy(async () => ({ default: (await import('./Crop')).Crop }))

/** A button by which a picture is chosen and cut to a square. What onPicture refuses is said where it was cut. */
export function PickFace(props: { label: string; onPicture: (p: Blob) => void | Promise<void> }): JSX.Element {
  const [chosen, setChosen] = createSignal<File>()
  let input!: HTMLInputElement
  return (
    <>
      <Button look="plain" onClick={() => input.click()}>{props.label}</Button>
      <input
        ref={input} type="file" accept="image/*" hidden
        onChange={(e) => {
          setChosen(e.currentTarget.files?.[0])
          e.currentTarget.value = ''
        }}
      />
      <Show when={chosen()} keyed>
        {(file) => (
          <Suspense>
            <Crop
              file={file} onClose={() => setChosen(undefined)}
              onUse={async (picture) => {
                await props.onPicture(picture)
                setChosen(undefined)
              }}
            />
          </Suspense>
        )}
      </Show>
    </>
  )
}
