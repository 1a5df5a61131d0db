import { language, t } from '.'

/** Dates and numbers as the person's language writes them. Times are seconds since 1970. */

/** The language as its region writes it: English with a British browser says 18:05. */
const locale = (): string => navigator.languages.find((l) => l.split('-')[0] === language()) ?? language()

const cache = new Map<string, Intl.DateTimeFormat>()

function format(kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language()} ${kind}`
  let f = cache.get(key)
  if (!f) cache.set(key, (f = new Intl.DateTimeFormat(locale(), options)))
  return f
}

const dayStart = (d: Date): number => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime()

const daysAgo = (date: number): number => Math.round((dayStart(new Date()) - dayStart(new Date(date * 1000))) / 864e5)

export const time = (date: number): string => format('time', { hour: '2-digit', minute: '2-digit' }).format(date * 1000)

/** "Today", "Yesterday", "12 March", "12 March 2024". */
export function day(date: number): string {
  const ago = daysAgo(date)
  if (ago === 0) return t().time.today
  if (ago === 1) return t().time.yesterday
  const sameYear = new Date(date * 1000).getFullYear() === new Date().getFullYear()
  return sameYear
    ? format('day', { day: 'numeric', month: 'long' }).format(date * 1000)
    : format('year', { day: 'numeric', month: 'long', year: 'numeric' }).format(date * 1000)
}

/** For the list: the time today, the weekday this week, else the date. */
export function shortDate(date: number): string {
  const ago = daysAgo(date)
  if (ago <= 0) return time(date)
  if (ago < 7) return format('weekday', { weekday: 'short' }).format(date * 1000)
  const sameYear = new Date(date * 1000).getFullYear() === new Date().getFullYear()
  return sameYear
    ? format('short', { day: 'numeric', month: 'short' }).format(date * 1000)
    : format('shortYear', { day: 'numeric', month: 'numeric', year: '2-digit' }).format(date * 1000)
}

export const fullDate = (date: number): string => format('full', { dateStyle: 'full', timeStyle: 'short' }).format(date * 1000)

/** "5 minutes ago", "today at 12:05", "12 March at 12:05". */
export function ago(date: number): string {
  const seconds = Date.now() / 1000 - date
  const relative = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' })
  if (seconds < 60) return t().time.justNow
  if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), 'minute')
  return dayAndTime(date)
}

/** "today at 12:05", "12 March at 12:05", within a sentence. */
export function dayAndTime(date: number): string {
  const name = day(date)
  const inWords = name === t().time.today || name === t().time.yesterday
  return t().time.at(inWords ? name.toLocaleLowerCase(language()) : name, time(date))
}

export const number = (n: number): string => new Intl.NumberFormat(language()).format(n)

/** A number where there is little room: 1.2K. */
export const shortNumber = (n: number): string =>
  new Intl.NumberFormat(language(), { notation: 'compact', maximumFractionDigits: 1 }).format(n)

/** "30 seconds", "5 minutes". */
export function duration(seconds: number): string {
  const [value, unit] = seconds < 90 ? [seconds, 'second'] : seconds < 5400 ? [Math.ceil(seconds / 60), 'minute'] : [Math.ceil(seconds / 3600), 'hour']
  return new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay: 'long' } as Intl.NumberFormatOptions).format(value as number)
}

/** "12 Mar": a day that is counted in UTC. */
export const dateInUtc = (date: number): string => format('utc', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(date * 1000)

/** The same in whole units of any size: "1 week". */
export function lasting(seconds: number): string {
  const units = [['week', 604800], ['day', 86400], ['hour', 3600], ['minute', 60]] as const
  const [unit, size] = units.find(([, s]) => seconds >= s && seconds % s === 0) ?? (['second', 1] as const)
  return new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / size)
}

/** "12 March", "12 March 1980". */
export const dayOfYear = (d: { day: number; month: number; year?: number }): string =>
  new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'long', year: d.year ? 'numeric' : undefined, timeZone: 'UTC' })
    .format(Date.UTC(d.year ?? 2000, d.month - 1, d.day))

/** "640 KB", "1.4 MB". */
export function fileSize(bytes: number): string {
  const steps = ['byte', 'kilobyte', 'megabyte', 'gigabyte']
  const at = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3))
  return new Intl.NumberFormat(language(), {
    style: 'unit', unit: steps[at], unitDisplay: at === 0 ? 'long' : 'short', maximumFractionDigits: at < 2 ? 0 : 1,
  } as Intl.NumberFormatOptions).format(bytes / 1000 ** at)
}

/** "34 %". */
export const percent = (hundredths: number): string => new Intl.NumberFormat(language(), { style: 'percent' }).format(hundredths / 100)

/** "Alice, Bob and Carol". */
export const list = (names: readonly string[]): string => new Intl.ListFormat(language(), { type: 'conjunction' }).format(names)
