import { fullDate } from '../../lang/format'
import type { Message } from '../../model/message'
import { personName } from '../parts/name'

/** Puts messages into the clipboard; several with who wrote them and when. */
export async function copy(messages: readonly Message[]): Promise<void> {
  const sorted = [...messages].sort((a, b) => a.id - b.id)
  const text = sorted.length === 1
    ? (sorted[0]?.text ?? '')
    : sorted.map((m) => `${personName(m.from)}, ${fullDate(m.date)}\n${m.text}`).join('\n\n')
  await navigator.clipboard.writeText(text)
}
