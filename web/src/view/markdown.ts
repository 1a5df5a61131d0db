import type { Entity, Text } from '../model/text'

/** What people type around words to give them a look. What is code comes first: marks in it are only signs. */
const marks: readonly { mark: string; kind: Entity['kind'] }[] = [
  { mark: '```', kind: 'pre' },
  { mark: '`', kind: 'code' },
  { mark: '**', kind: 'bold' },
  { mark: '__', kind: 'italic' },
  { mark: '~~', kind: 'strike' },
  { mark: '||', kind: 'spoiler' },
]

/** Takes marks out of a text and gives what stood between them its look. Looks that it has already stay where they are. */
export function parseMarks(input: Text): Text {
  let out: Text = input
  for (const { mark, kind } of marks) {
    for (let from = 0; ; ) {
      const start = out.text.indexOf(mark, from)
      const end = start < 0 ? -1 : out.text.indexOf(mark, start + mark.length + 1)
      if (end < 0) break
      const inside = out.text.slice(start + mark.length, end)
      if (inCode(out.entities, start, end) || (kind !== 'pre' && (inside.includes('\n') || inside.trim() !== inside))) {
        from = start + mark.length
        continue
      }
      out = kind === 'pre' ? fence(out, start, end) : lift(out, start, end, mark.length, { kind, offset: start, length: inside.length })
      from = start + inside.length
    }
  }
  return out
}

/** ```go\nx := 1``` names its language in the first line. */
function fence(t: Text, start: number, end: number): Text {
  const inside = t.text.slice(start + 3, end)
  const head = /^([a-z0-9+#-]{1,20})?\n/i.exec(inside)
  const body = inside.slice(head?.[0].length ?? 0).replace(/\n$/, '')
  const text = t.text.slice(0, start) + inside + t.text.slice(end + 3)
  const lifted = lift(t, start, end, 3, { kind: 'pre', offset: start, length: inside.length, language: head?.[1] })
  if (body.length === inside.length) return lifted
  const cutFront = head?.[0].length ?? 0
  const cutBack = inside.length - cutFront - body.length
  return {
    text: text.slice(0, start) + body + text.slice(start + inside.length),
    entities: lifted.entities.map((e) =>
      e.kind === 'pre' && e.offset === start ? { ...e, length: body.length } : shift(e, start, cutFront + cutBack)),
  }
}

const shift = (e: Entity, at: number, by: number): Entity => (e.offset > at ? { ...e, offset: e.offset - by } : e)

/** Removes both marks and adds the entity. */
function lift(t: Text, start: number, end: number, size: number, entity: Entity): Text {
  const move = (at: number): number => at - (at >= end + size ? 2 * size : at >= end ? at - end + size : at > start ? Math.min(size, at - start) : 0)
  const entities = t.entities.map((e) => {
    const from = move(e.offset)
    return { ...e, offset: from, length: move(e.offset + e.length) - from }
  })
  return {
    text: t.text.slice(0, start) + t.text.slice(start + size, end) + t.text.slice(end + size),
    entities: [...entities.filter((e) => e.length > 0), entity],
  }
}

const inCode = (all: readonly Entity[], start: number, end: number): boolean =>
  all.some((e) => (e.kind === 'code' || e.kind === 'pre') && e.offset < end && e.offset + e.length > start)
