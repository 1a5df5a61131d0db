import { createMemo, createSignal, createUniqueId, For, Show, type JSX } from 'solid-js'
import { language, t } from '../../lang'
import type { Birthday } from '../../model/settings'
import { call } from '../../store/link'
import { Button } from '../parts/Button'
import { createAction } from '../settings/action'
import { Section } from '../settings/Page'
import { Says } from '../settings/Says'

const thisYear = new Date().getFullYear()
const days = Array.from({ length: 31 }, (_, i) => i + 1)
const years = Array.from({ length: 120 }, (_, i) => thisYear - i)

/** The day of birth, with or without the year. */
export function BirthdayForm(props: { now?: Birthday }): JSX.Element {
  const action = createAction()
  const [day, setDay] = createSignal(props.now?.day ?? 0)
  const [month, setMonth] = createSignal(props.now?.month ?? 0)
  const [year, setYear] = createSignal(props.now?.year ?? 0)
  const [done, setDone] = createSignal(false)
  const words = () => t().settings.profile
  const months = createMemo(() => {
    const names = new Intl.DateTimeFormat(language(), { month: 'long', timeZone: 'UTC' })
    return Array.from({ length: 12 }, (_, i) => ({ value: i + 1, label: names.format(Date.UTC(2000, i, 1)) }))
  })
  const save = async (): Promise<void> => {
    const birthday = day() && month() ? { day: day(), month: month(), year: year() || undefined } : undefined
    setDone(await action.run(() => call('saveBirthday', { birthday })))
  }
  const remove = (): void => {
    setDay(0)
    setMonth(0)
    setYear(0)
    void save()
  }
  return (
    <Section title={words().birthday}>
      <form
        class="section-form"
        onSubmit={(e) => {
          e.preventDefault()
          void save()
        }}
      >
        <div class="section-pair">
          <Select label={words().day} value={day()} choices={days.map((value) => ({ value, label: String(value) }))} onChange={setDay} />
          <Select label={words().month} value={month()} choices={months()} onChange={setMonth} />
          <Select label={words().year} value={year()} choices={years.map((value) => ({ value, label: String(value) }))} onChange={setYear} />
        </div>
        <Says error={action.error()} done={done()} />
        <div class="dialog-actions">
          <Show when={day() || month()}>
            <Button look="plain" onClick={remove}>{words().birthdayRemove}</Button>
          </Show>
          <Button type="submit" disabled={!day() !== !month()} busy={action.busy()}>{t().common.save}</Button>
        </div>
      </form>
    </Section>
  )
}

function Select(props: { label: string; value: number; choices: readonly { value: number; label: string }[]; onChange: (value: number) => void }): JSX.Element {
  const id = createUniqueId()
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select id={id} onChange={(e) => props.onChange(Number(e.currentTarget.value))}>
        <option value={0} selected={props.value === 0}>{t().settings.profile.noDay}</option>
        <For each={props.choices}>{(c) => <option value={c.value} selected={props.value === c.value}>{c.label}</option>}</For>
      </select>
    </div>
  )
}
