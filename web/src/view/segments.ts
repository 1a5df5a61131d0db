import type { Entity, Text } from '../model/text'

/** A text as a tree: pieces without looks, and entities around pieces. */
export type Segment = string | { readonly entity: Entity; readonly inside: readonly Segment[] }

/** Makes a tree of a text and its entities. Entities that overlap without nesting are cut where they cross. */
export function segments({ text, entities }: Text): Segment[] {
  const sorted = entities
    .filter((e) => e.length > 0 && e.offset >= 0 && e.offset < text.length)
    .map((e) => ({ ...e, length: Math.min(e.length, text.length - e.offset) }))
    .sort((a, b) => a.offset - b.offset || b.length - a.length)
  return cut(text, 0, text.length, sorted)
}

function cut(text: string, from: number, to: number, entities: readonly Entity[]): Segment[] {
  const out: Segment[] = []
  let at = from
  let rest = entities
  while (rest.length > 0) {
    const [e, ...others] = rest as [Entity, ...Entity[]]
    const end = Math.min(e.offset + e.length, to)
    if (e.offset > at) out.push(text.slice(at, e.offset))
    const inner: Entity[] = []
    const after: Entity[] = []
    for (const o of others) {
      if (o.offset >= end) {
        after.push(o)
        continue
      }
      const oEnd = o.offset + o.length
      inner.push(oEnd > end ? { ...o, length: end - o.offset } : o)
      if (oEnd > end) after.push({ ...o, offset: end, length: oEnd - end })
    }
    out.push({ entity: { ...e, length: end - e.offset }, inside: cut(text, e.offset, end, inner) })
    at = end
    rest = after.sort((a, b) => a.offset - b.offset || b.length - a.length)
  }
  if (at < to) out.push(text.slice(at, to))
  return out
}

/** The text with dots where it is a spoiler, for places that show it in one line. */
export function hideSpoilers({ text, entities }: Text): string {
  let out = text
  for (const e of entities) {
    if (e.kind !== 'spoiler') continue
    const hidden = out.slice(e.offset, e.offset + e.length).replace(/\S/g, '·')
    out = out.slice(0, e.offset) + hidden + out.slice(e.offset + e.length)
  }
  return out
}
