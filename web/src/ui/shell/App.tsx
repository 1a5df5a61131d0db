import { lazy, Match, Suspense, Switch, type JSX } from 'solid-js'
import { t } from '../../lang'
import { account, trouble, wasSignedIn } from '../../store/account'
import { SignIn } from '../signin/SignIn'
import './app.css'

const Main = lazy(async () => ({ default: (await import('./Main')).Main }))

export function App(): JSX.Element {
  return (
    <Switch>
      <Match when={account().state === 'signedIn'}>
        <Suspense fallback={<Splash />}>
          <Main />
        </Suspense>
      </Match>
      <Match when={account().state === 'signedOut' || !wasSignedIn() || trouble()}>
        <SignIn />
      </Match>
      <Match when={true}>
        <Splash />
      </Match>
    </Switch>
  )
}

/** The moment before it is known who is here. It says something only if that takes long. */
function Splash(): JSX.Element {
  return (
    <main class="splash">
      <p role="status">{t().signin.starting}</p>
    </main>
  )
}
