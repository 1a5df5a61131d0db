import { t } from '.'
import { duration } from './format'

/** A sentence for what the server refused, by its word for it. */
export function failureText(text: string, seconds = 60): string {
  const errors = t().errors
  const known = text in errors ? errors[text as keyof typeof errors] : errors.other
  return typeof known === 'function' ? known(duration(seconds)) : known
}

/** The same for whatever was thrown. */
export function errorText(e: unknown): string {
  if (!(e instanceof Error)) return t().errors.other
  const text = 'text' in e && typeof e.text === 'string' ? e.text : ''
  return failureText(text, 'seconds' in e && typeof e.seconds === 'number' ? e.seconds : undefined)
}
