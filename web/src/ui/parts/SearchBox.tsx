import { Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { Icon } from '../icon/Icon'
import { IconButton } from './Button'
import './searchbox.css'

/** The text box "Search". */
export function SearchBox(props: { text: string; onText: (text: string) => void; hint?: string; ref?: HTMLInputElement | ((e: HTMLInputElement) => void) }): JSX.Element {
  return (
    <div class="search-box" role="search">
      <Icon name="search" size={18} />
      <input
        ref={props.ref}
        type="text"
        enterkeyhint="search"
        aria-label={t().common.search}
        placeholder={props.hint ?? t().common.search}
        value={props.text}
        autocomplete="off"
        spellcheck={false}
        dir={props.text ? 'auto' : undefined}
        onInput={(e) => props.onText(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key !== 'Escape' || props.text === '') return
          e.stopPropagation()
          props.onText('')
        }}
      />
      <Show when={props.text}>
        <IconButton icon="x" label={t().common.close} onClick={() => props.onText('')} />
      </Show>
    </div>
  )
}
