import type { JSX } from 'solid-js'
import { chooseLanguage, language, languages, t, type Language } from '../../lang'
import { Page, Section } from './Page'
import { Radios } from './Radios'

export function LanguagePage(): JSX.Element {
  return (
    <Page title={t().settings.language.title}>
      <Section>
        <Radios
          label={t().settings.language.title}
          choices={(Object.entries(languages) as [Language, string][]).map(([value, label]) => ({ value, label, language: value }))}
          value={language()}
          onChange={(l) => void chooseLanguage(l)}
        />
      </Section>
    </Page>
  )
}
