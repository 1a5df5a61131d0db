/** Light or dark: what the person chose, or else what the system says. */

export type Theme = 'system' | 'light' | 'dark'

const system = matchMedia('(prefers-color-scheme: dark)')

export const chosenTheme = (): Theme => {
  const t = localStorage.getItem('theme')
  return t === 'light' || t === 'dark' ? t : 'system'
}

export function applyTheme(): void {
  const t = chosenTheme()
  const dark = t === 'dark' || (t === 'system' && system.matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  document.documentElement.style.setProperty('--scale', localStorage.getItem('scale') ?? '1')
}

export function chooseTheme(t: Theme): void {
  localStorage.setItem('theme', t)
  applyTheme()
}

/** From 1.0 to 1.6. */
export function chooseScale(scale: number): void {
  localStorage.setItem('scale', String(scale))
  applyTheme()
}

system.addEventListener('change', applyTheme)
