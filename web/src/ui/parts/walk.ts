/** Arrow keys go from row to row of a list of buttons. Put it on what holds them. */
export function walkList(e: KeyboardEvent & { currentTarget: HTMLElement }): void {
  if (e.altKey || (e.key !== 'ArrowUp' && e.key !== 'ArrowDown')) return
  const rows = [...e.currentTarget.querySelectorAll<HTMLElement>('li > button, li > a')]
    .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
  const at = rows.indexOf(document.activeElement as HTMLElement)
  const next = rows[at + (e.key === 'ArrowUp' ? -1 : 1)]
  if (at < 0 || !next) return
  e.preventDefault()
  next.focus()
}
