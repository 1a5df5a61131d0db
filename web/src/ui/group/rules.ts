import { t } from '../../lang'
import { dayAndTime, number } from '../../lang/format'
import type { Invite } from '../../model/group'

/** What a link allows and what came of it, in a line. */
export function rulesOf(i: Invite): string {
  const words = t().group.invites
  const over = i.expires !== 0 && i.expires < Date.now() / 1000
  return [
    i.limit > 0 ? words.usedOf(number(i.used), number(i.limit)) : words.used(i.used), i.waiting > 0 ? words.waiting(i.waiting) : '', i.request ? words.asks : '',
    over ? words.ended : i.expires !== 0 ? words.ends2(dayAndTime(i.expires)) : '',
  ].filter(Boolean).join(' · ')
}
