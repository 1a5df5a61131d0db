import { createSignal, onMount, type Accessor } from 'solid-js'
import { errorText } from '../../lang/errors'
import type { Importer } from '../../model/group'
import type { PeerId } from '../../model/peer'
import { call } from '../../store/link'

/** People who came by a link or ask to be let in, the latest first, page by page. */
export interface Importers {
  /** Undefined until the first page is here. */
  readonly people: Accessor<readonly Importer[] | undefined>
  readonly more: Accessor<boolean>
  readonly busy: Accessor<boolean>
  readonly error: Accessor<string>
  readonly next: () => void
  /** Reads all of it anew that was read. */
  readonly renew: () => void
}

export function createImporters(what: { chat: PeerId; link?: string; requested: boolean }): Importers {
  const [people, setPeople] = createSignal<readonly Importer[]>()
  const [more, setMore] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const [error, setError] = createSignal('')
  let turn = 0
  const load = async (kept: readonly Importer[], least: number): Promise<void> => {
    const mine = ++turn
    setBusy(true)
    let all = [...kept]
    try {
      for (;;) {
        const page = await call('getImporters', { ...what, after: all.at(-1) })
        if (mine !== turn) return
        all = [...all, ...page.people]
        setMore(page.people.length > 0 && all.length < page.count)
        if (!more() || all.length >= least) break
      }
      setPeople(all)
      setError('')
    } catch (e) {
      if (mine === turn) setError(errorText(e))
    } finally {
      if (mine === turn) setBusy(false)
    }
  }
  const next = (): void => void load(people() ?? [], (people()?.length ?? 0) + 1)
  const renew = (): void => void load([], people()?.length ?? 0)
  onMount(next)
  return { people, more, busy, error, next, renew }
}
