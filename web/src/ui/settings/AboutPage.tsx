import type { JSX } from 'solid-js'
import { t } from '../../lang'
import { server } from '../../store/server'
import { keyboard } from '../help/open'
import { Icon } from '../icon/Icon'
import { Page, Section } from './Page'
import { Row } from './Row'

/** What this is, in which version, and whose work is in it. */
export function AboutPage(): JSX.Element {
  const words = () => t().settings.about
  return (
    <Page title={words().title}>
      <Section hint={words().text}>
        <dl class="facts">
          <div>
            <dt>{words().server}</dt>
            <dd dir="auto">{server()?.name}</dd>
          </div>
          <div>
            <dt>{words().version}</dt>
            <dd dir="ltr">{server()?.build}</dd>
          </div>
        </dl>
      </Section>
      <Section>
        <Row icon="circle-help" label={t().settings.help.title} onClick={keyboard.open} />
        <a class="row" href={`${import.meta.env.BASE_URL}licenses.txt`} target="_blank" rel="noopener">
          <Icon name="file" />
          <span class="row-label">{words().licenses}</span>
        </a>
      </Section>
    </Page>
  )
}
