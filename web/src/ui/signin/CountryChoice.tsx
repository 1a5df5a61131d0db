import { createMemo, createSignal, createUniqueId, For, onMount, type JSX } from 'solid-js'
import { language, t } from '../../lang'
import type { Country } from '../../model/session'
import { call } from '../../store/link'
import { countryOf, withCountry } from '../../view/phone'

/** Which country a number is of. Choosing one writes its code; typing a code chooses it. */
export function CountryChoice(props: { phone: string; onPhone: (text: string) => void }): JSX.Element {
  const id = createUniqueId()
  const [all, setAll] = createSignal<readonly Country[]>([])
  // The page does not wait for them.
  onMount(() => void call('getCountries', {}).then(setAll).catch(() => {}))
  const named = createMemo(() => {
    const names = new Intl.DisplayNames(language(), { type: 'region', fallback: 'none' })
    const nameOf = (c: Country): string => {
      try {
        return names.of(c.iso) ?? c.name
      } catch {
        return c.name
      }
    }
    const sorted = new Intl.Collator(language())
    return all().map((c) => ({ ...c, name: nameOf(c) })).sort((a, b) => sorted.compare(a.name, b.name))
  })
  const chosen = createMemo(() => countryOf(named(), props.phone))
  const value = (c: Country): string => `${c.iso} ${c.code}`
  return (
    <div class="field">
      <label for={id}>{t().signin.country}</label>
      <select
        id={id}
        autocomplete="country"
        onChange={(e) => {
          const c = named().find((n) => value(n) === e.currentTarget.value)
          if (c) props.onPhone(withCountry(props.phone, chosen(), c))
        }}
      >
        <option value="" selected={!chosen()}>
          {t().signin.chooseCountry}
        </option>
        <For each={named()}>
          {(c) => (
            <option value={value(c)} selected={chosen() === c}>
              {`${c.name} (+${c.code})`}
            </option>
          )}
        </For>
      </select>
    </div>
  )
}
