import { createSignal, For, Show, type JSX, type ParentProps } from 'solid-js'
import { t } from '../../lang'
import type { Entity, Text } from '../../model/text'
import { server } from '../../store/server'
import { ownLink, safeUrl } from '../../view/links'
import { segments, type Segment } from '../../view/segments'
import { chatLink, follow, openChat } from '../shell/route'
import { followNamed, wanted } from '../shell/wanted'

/** A text with its looks. Everything of it is put into the page as text, never as markup. */
export function TextBody(props: { text: Text }): JSX.Element {
  return <Pieces of={segments(props.text)} />
}

function Pieces(props: { of: readonly Segment[] }): JSX.Element {
  return (
    <For each={props.of}>
      {(s) => (typeof s === 'string' ? s : <Piece entity={s.entity} words={wordsOf(s)}><Pieces of={s.inside} /></Piece>)}
    </For>
  )
}

const wordsOf = (s: Segment): string => (typeof s === 'string' ? s : s.inside.map(wordsOf).join(''))

function Piece(props: ParentProps<{ entity: Entity; words: string }>): JSX.Element {
  switch (props.entity.kind) {
    case 'bold':
      return <strong>{props.children}</strong>
    case 'italic':
      return <em>{props.children}</em>
    case 'underline':
      return <u>{props.children}</u>
    case 'strike':
      return <s>{props.children}</s>
    case 'code':
      return <code>{props.children}</code>
    case 'pre':
      return <pre><code>{props.children}</code></pre>
    case 'quote':
      return <blockquote>{props.children}</blockquote>
    case 'spoiler':
      return <Spoiler>{props.children}</Spoiler>
    case 'url':
    case 'link':
      return <Link to={safeUrl(props.entity.url ?? props.words)}>{props.children}</Link>
    case 'email':
      return <Link to={safeUrl(`mailto:${props.words}`)}>{props.children}</Link>
    case 'phone':
      return <Link to={safeUrl(`tel:${props.words}`)}>{props.children}</Link>
    case 'mention':
      return <a href={`/${props.words.replace(/^@/, '')}`} class="text-link" onClick={(e) => follow(e, () => void wanted.open(props.words))}>{props.children}</a>
    case 'person':
      return <a href={chatLink(props.entity.user ?? 0)} class="text-link" onClick={(e) => follow(e, () => openChat(props.entity.user ?? 0))}>{props.children}</a>
    case 'hashtag':
    case 'command':
      return <span class="text-tag">{props.children}</span>
  }
}

function Link(props: ParentProps<{ to: string | undefined }>): JSX.Element {
  return (
    <Show when={props.to} fallback={props.children}>
      {(to) => (
        <a
          href={to()} target="_blank" rel="noopener noreferrer nofollow" title={to()}
          onClick={(e) => {
            // What leads to this server opens here.
            const named = ownLink(to(), [server()?.links ?? '', location.origin])
            if (named) follow(e, () => followNamed(named))
          }}
        >
          {props.children}
        </a>
      )}
    </Show>
  )
}

function Spoiler(props: ParentProps): JSX.Element {
  const [open, setOpen] = createSignal(false)
  return (
    <Show when={!open()} fallback={<span class="spoiler spoiler-open">{props.children}</span>}>
      <button
        type="button"
        class="spoiler"
        aria-label={t().message.spoiler}
        onClick={(e) => {
          e.stopPropagation()
          setOpen(true)
        }}
      >
        <span>{props.children}</span>
      </button>
    </Show>
  )
}
