/** Light or dark, how big and how lively: what the person chose, or else what the system says. */

export type Theme = 'system' | 'light' | 'dark'

const system = matchMedia('(prefers-color-scheme: dark)')

export const chosenTheme = (): Theme => {
  const t = localStorage.getItem('theme')
  return t === 'light' || t === 'dark' ? t : 'system'
}

export const chosenScale = (): number => {
  const scale = Number(localStorage.getItem('scale') ?? 1)
  return scale >= 1 && scale <= 1.6 ? scale : 1
}

export const chosenMotion = (): boolean => localStorage.getItem('motion') === 'less'

export function applyTheme(): void {
  const t = chosenTheme()
  const dark = t === 'dark' || (t === 'system' && system.matches)
  const root = document.documentElement
  root.dataset.theme = dark ? 'dark' : 'light'
  root.dataset.motion = chosenMotion() ? 'less' : ''
  root.style.setProperty('--scale', String(chosenScale()))
}

function choose(name: string, value: string): void {
  localStorage.setItem(name, value)
  applyTheme()
}

export const chooseTheme = (t: Theme): void => choose('theme', t)

/** From 1.0 to 1.6. */
export const chooseScale = (scale: number): void => choose('scale', String(scale))

/** Whether nothing shall move; without, the system's wish counts. */
export const chooseMotion = (less: boolean): void => choose('motion', less ? 'less' : '')

system.addEventListener('change', applyTheme)
