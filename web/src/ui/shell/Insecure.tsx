import type { JSX } from 'solid-js'
import { t } from '../../lang'
import '../signin/signin.css'

/** Without TLS, on a name that is not localhost, browsers give no cryptography. */
export function Insecure(): JSX.Element {
  return (
    <main class="signin">
      <div class="signin-card">
        <h1>{t().insecure.title}</h1>
        <p>{t().insecure.text}</p>
        <p class="signin-note">{t().insecure.operator}</p>
      </div>
    </main>
  )
}
