import type { Message } from '../model/message'

/** One line of a conversation. Rows that did not change keep their identity, so that their elements stay. */
export type Row =
  | { readonly kind: 'day'; readonly date: number; readonly key: string }
  | { readonly kind: 'unread'; readonly key: string }
  | {
    readonly kind: 'message'
    readonly message: Message
    /** All of an album; the message is the one whose words stand under it. */
    readonly album?: readonly Message[]
    readonly first: boolean
    readonly last: boolean
    readonly key: string
  }

/** Messages of one sender join into a group if no more than this lies between them. */
const groupSeconds = 5 * 60

const dayOf = (date: number): string => new Date(date * 1000).toDateString()

const joins = (a: Message | undefined, b: Message | undefined): boolean =>
  a !== undefined && b !== undefined && !a.service && !b.service && a.from === b.from && a.out === b.out && a.topic === b.topic && Math.abs(b.date - a.date) <= groupSeconds &&
  dayOf(a.date) === dayOf(b.date)

/** Only pictures stand in a grid; files of an album stand below each other. */
const isPicture = (m: Message | undefined): boolean => m?.media?.kind === 'photo' || m?.media?.kind === 'video'

/** Makes rows; unreadFrom is the first unread message, 0 for none. */
export function makeRows(messages: readonly Message[], unreadFrom: number, old: readonly Row[] = []): Row[] {
  const before = new Map(old.map((r) => [r.key, r]))
  const rows: Row[] = []
  const push = (row: Row): void => {
    const was = before.get(row.key)
    rows.push(was && same(was, row) ? was : row)
  }
  for (let i = 0; i < messages.length; i++) {
    const from = messages[i]
    if (!from) break
    const prev = messages[i - 1]
    let album: Message[] | undefined
    if (from.album && isPicture(from)) {
      album = [from]
      while (messages[i + 1]?.album === from.album && isPicture(messages[i + 1]) && messages[i + 1]?.id !== unreadFrom) album.push(messages[++i] ?? from)
    }
    const next = messages[i + 1]
    const message = album?.find((m) => m.text !== '') ?? from
    if (!prev || dayOf(prev.date) !== dayOf(message.date)) push({ kind: 'day', date: message.date, key: `day ${dayOf(message.date)}` })
    const unread = from.id === unreadFrom
    if (unread) push({ kind: 'unread', key: 'unread' })
    push({
      kind: 'message', message, key: `message ${from.id}`, album: album && album.length > 1 ? album : undefined,
      first: unread || !joins(prev, message), last: !joins(message, next) || next?.id === unreadFrom,
    })
  }
  return rows
}

function same(a: Row, b: Row): boolean {
  if (a.kind === 'message' && b.kind === 'message') {
    return a.message === b.message && a.first === b.first && a.last === b.last && sameAlbum(a.album ?? [], b.album ?? [])
  }
  return a.kind === b.kind
}

const sameAlbum = (a: readonly Message[], b: readonly Message[]): boolean => a.length === b.length && a.every((m, i) => m === b[i])
