import { createSignal, createUniqueId, type JSX } from 'solid-js'
import { t } from '../../lang'
import { number } from '../../lang/format'
import { chooseMotion, chooseScale, chooseTheme, chosenMotion, chosenScale, chosenTheme, type Theme } from '../../style/theme'
import { Page, Section } from './Page'
import { Radios } from './Radios'
import { Switch } from './Switch'

/** How the app looks in this browser. */
export function AppearancePage(): JSX.Element {
  const [theme, setTheme] = createSignal(chosenTheme())
  const [scale, setScale] = createSignal(chosenScale())
  const [still, setStill] = createSignal(chosenMotion())
  const size = createUniqueId()
  const words = () => t().settings.appearance
  return (
    <Page title={words().title}>
      <Section title={words().theme}>
        <Radios<Theme>
          label={words().theme}
          choices={[{ value: 'system', label: words().system }, { value: 'light', label: words().light }, { value: 'dark', label: words().dark }]}
          value={theme()}
          onChange={(next) => {
            chooseTheme(next)
            setTheme(next)
          }}
        />
      </Section>
      <Section>
        <div class="section-form">
          <label for={size}>{words().size}</label>
          <input
            id={size}
            type="range"
            min={1}
            max={1.6}
            step={0.1}
            value={scale()}
            aria-valuetext={`${number(Math.round(scale() * 100))} %`}
            onInput={(e) => {
              chooseScale(e.currentTarget.valueAsNumber)
              setScale(e.currentTarget.valueAsNumber)
            }}
          />
          <p>{words().sample}</p>
        </div>
      </Section>
      <Section>
        <Switch
          label={words().motion}
          hint={words().motionHint}
          on={still()}
          onChange={(on) => {
            chooseMotion(on)
            setStill(on)
          }}
        />
      </Section>
    </Page>
  )
}
