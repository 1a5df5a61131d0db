import type { tl } from '@mtcute/core'
import type { Entity } from '../../model/text'

/** Kinds that carry nothing besides their place. */
const plain = {
  bold: 'messageEntityBold',
  italic: 'messageEntityItalic',
  underline: 'messageEntityUnderline',
  strike: 'messageEntityStrike',
  code: 'messageEntityCode',
  spoiler: 'messageEntitySpoiler',
  quote: 'messageEntityBlockquote',
  url: 'messageEntityUrl',
  email: 'messageEntityEmail',
  phone: 'messageEntityPhone',
  mention: 'messageEntityMention',
  hashtag: 'messageEntityHashtag',
  command: 'messageEntityBotCommand',
} as const

type Plain = keyof typeof plain

const kinds = new Map<string, Plain>(Object.entries(plain).map(([kind, name]) => [name, kind as Plain]))

export function entityOf(e: tl.TypeMessageEntity): Entity | undefined {
  const { offset, length } = e
  switch (e._) {
    case 'messageEntityPre':
      return { kind: 'pre', offset, length, language: e.language }
    case 'messageEntityTextUrl':
      return { kind: 'link', offset, length, url: e.url }
    case 'messageEntityMentionName':
      return { kind: 'person', offset, length, user: e.userId }
    default: {
      const kind = kinds.get(e._)
      return kind && { kind, offset, length }
    }
  }
}

export const entitiesOf = (all: readonly tl.TypeMessageEntity[] | undefined): Entity[] =>
  (all ?? []).map(entityOf).filter((e) => e !== undefined)

/** The other way. People are named by the session, which has their access hash; links in plain sight are found by the server. */
export function entityToTl(e: Entity): tl.TypeMessageEntity | undefined {
  const { offset, length } = e
  switch (e.kind) {
    case 'pre':
      return { _: 'messageEntityPre', offset, length, language: e.language ?? '' }
    case 'link':
      return { _: 'messageEntityTextUrl', offset, length, url: e.url ?? '' }
    case 'person':
      return undefined
    default:
      return { _: plain[e.kind], offset, length }
  }
}

export const entitiesToTl = (all: readonly Entity[]): tl.TypeMessageEntity[] | undefined =>
  all.length === 0 ? undefined : all.map(entityToTl).filter((e) => e !== undefined)
