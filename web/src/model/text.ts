import type { PeerId } from './peer'

/** How a piece of a text looks or what it leads to. Offsets count UTF-16 code units, as JavaScript's strings do. */
export interface Entity {
  readonly kind:
    | 'bold' | 'italic' | 'underline' | 'strike' | 'code' | 'pre' | 'spoiler' | 'quote'
    | 'link' | 'url' | 'email' | 'phone' | 'mention' | 'person' | 'hashtag' | 'command'
  readonly offset: number
  readonly length: number
  /** Where a "link" leads. */
  readonly url?: string
  /** Whom a "person" is. */
  readonly user?: PeerId
  /** What a "pre" is written in. */
  readonly language?: string
}

export interface Text {
  readonly text: string
  readonly entities: readonly Entity[]
}

export const noText: Text = { text: '', entities: [] }
