import { createSignal, type Accessor } from 'solid-js'
import { errorText } from '../../lang/errors'

export interface Action {
  readonly busy: Accessor<boolean>
  /** What went wrong, as a sentence; '' is nothing. */
  readonly error: Accessor<string>
  readonly forget: () => void
  /** Does it, unless it is being done. Answers whether it worked. */
  readonly run: (fn: () => Promise<unknown>) => Promise<boolean>
}

/** Something that a person has done by the server, and that may fail. */
export function createAction(): Action {
  const [busy, setBusy] = createSignal(false)
  const [error, setError] = createSignal('')
  return {
    busy,
    error,
    forget: () => setError(''),
    run: async (fn) => {
      if (busy()) return false
      setBusy(true)
      setError('')
      try {
        await fn()
        return true
      } catch (e) {
        setError(errorText(e))
        return false
      } finally {
        setBusy(false)
      }
    },
  }
}
