import type { Message } from '../model/message'

/** One line of a conversation. Rows that did not change keep their identity, so that their elements stay. */
export type Row =
  | { readonly kind: 'day'; readonly date: number; readonly key: string }
  | { readonly kind: 'unread'; readonly key: string }
  | { readonly kind: 'message'; readonly message: Message; readonly first: boolean; readonly last: boolean; readonly key: string }

/** Messages of one sender join into a group if no more than this lies between them. */
const groupSeconds = 5 * 60

const dayOf = (date: number): string => new Date(date * 1000).toDateString()

const joins = (a: Message | undefined, b: Message | undefined): boolean =>
  a !== undefined && b !== undefined && !a.service && !b.service && a.from === b.from && Math.abs(b.date - a.date) <= groupSeconds &&
  dayOf(a.date) === dayOf(b.date)

/** Makes rows; unreadFrom is the first unread message, 0 for none. */
export function makeRows(messages: readonly Message[], unreadFrom: number, old: readonly Row[] = []): Row[] {
  const before = new Map(old.map((r) => [r.key, r]))
  const rows: Row[] = []
  const push = (row: Row): void => {
    const was = before.get(row.key)
    rows.push(was && same(was, row) ? was : row)
  }
  messages.forEach((message, i) => {
    const prev = messages[i - 1]
    const next = messages[i + 1]
    if (!prev || dayOf(prev.date) !== dayOf(message.date)) push({ kind: 'day', date: message.date, key: `day ${dayOf(message.date)}` })
    const unread = message.id === unreadFrom
    if (unread) push({ kind: 'unread', key: 'unread' })
    push({
      kind: 'message', message, key: `message ${message.id}`,
      first: unread || !joins(prev, message), last: !joins(message, next) || next?.id === unreadFrom,
    })
  })
  return rows
}

function same(a: Row, b: Row): boolean {
  if (a.kind === 'message' && b.kind === 'message') return a.message === b.message && a.first === b.first && a.last === b.last
  return a.kind === b.kind
}
