import { createSignal } from 'solid-js'
import { en, type Lang } from './en'

/** The languages of the app, as they call themselves. A new one is a file beside en.ts and a line here and in load. */
export const languages = { en: 'English', fr: 'Français', ar: 'العربية' } as const

export type Language = keyof typeof languages

const rightToLeft: readonly string[] = ['ar']

const load: Record<Language, () => Promise<Lang>> = {
  en: async () => en,
  fr: async () => (await import('./fr')).fr,
  ar: async () => (await import('./ar')).ar,
}

const [language, setLanguageSignal] = createSignal<Language>('en')
const [t, setTable] = createSignal<Lang>(en)

export { language, t }

const isLanguage = (s: string): s is Language => s in languages

/** What the person chose on an earlier visit, or else what their browser prefers. */
export function preferredLanguage(): Language {
  const chosen = localStorage.getItem('language')
  if (chosen && isLanguage(chosen)) return chosen
  for (const l of navigator.languages) {
    const short = l.split('-')[0] ?? ''
    if (isLanguage(short)) return short
  }
  return 'en'
}

export async function setLanguage(l: Language): Promise<void> {
  const table = await load[l]()
  setLanguageSignal(l)
  setTable(() => table)
  document.documentElement.lang = l
  document.documentElement.dir = rightToLeft.includes(l) ? 'rtl' : 'ltr'
}

export function chooseLanguage(l: Language): Promise<void> {
  localStorage.setItem('language', l)
  return setLanguage(l)
}
