import type { JSX } from 'solid-js'
import { t } from '../../lang'
import { MenuButton } from '../parts/Menu'

/** Chooses what goes besides text. */
export function AttachButton(props: { onFiles: (files: readonly File[], as: 'picture' | 'file') => void; onPoll?: () => void; replaces?: boolean }): JSX.Element {
  let pictures!: HTMLInputElement
  let files!: HTMLInputElement
  const chosen = (as: 'picture' | 'file') => (e: Event & { currentTarget: HTMLInputElement }): void => {
    const all = [...(e.currentTarget.files ?? [])]
    e.currentTarget.value = ''
    if (all.length > 0) props.onFiles(all, as)
  }
  return (
    <div class="composer-attach">
      <MenuButton
        icon="paperclip"
        label={props.replaces ? t().media.compose.replace : t().media.compose.attach}
        items={[
          { label: t().media.compose.pictures, icon: 'image', act: () => pictures.click() },
          { label: t().media.compose.files, icon: 'file', act: () => files.click() },
          ...(props.onPoll ? [{ label: t().media.compose.poll, icon: 'chart-column', act: props.onPoll } as const] : []),
        ]}
      />
      <input ref={pictures} type="file" accept="image/*,video/*" multiple hidden onChange={chosen('picture')} />
      <input ref={files} type="file" multiple hidden onChange={chosen('file')} />
    </div>
  )
}
