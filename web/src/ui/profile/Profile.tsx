import { createEffect, createResource, createSignal, on, onCleanup, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { failureText } from '../../lang/errors'
import type { About } from '../../model/settings'
import { self } from '../../store/account'
import { call, Failed } from '../../store/link'
import { peer } from '../../store/peers'
import { linkTo } from '../parts/link'
import { OwnFace } from '../face/OwnFace'
import { Button } from '../parts/Button'
import { Field } from '../parts/Field'
import { createAction } from '../settings/action'
import { Loaded } from '../settings/Loaded'
import { Page, Section } from '../settings/Page'
import { Says } from '../settings/Says'
import { BirthdayForm } from './BirthdayForm'
import './profile.css'

const maxBio = 70

/** How long to wait for the next letter before the server is asked about a name. */
const pause = 300

const me = () => {
  const p = peer(self())
  return p?.kind === 'user' ? p : undefined
}

/** What we are called and what we say of ourselves. */
export function Profile(): JSX.Element {
  const [about, { refetch }] = createResource(() => call('getAbout', {}))
  return (
    <Page title={t().settings.profile.title}>
      <div class="profile-head">
        <OwnFace />
        <Show when={me()?.phone}>{(phone) => <p dir="ltr">{`+${phone()}`}</p>}</Show>
      </div>
      <Loaded what={about} again={() => void refetch()}>
        {(a) => (
          <>
            <NameForm about={a()} />
            <UsernameForm />
            <BirthdayForm now={a().birthday} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function NameForm(props: { about: About }): JSX.Element {
  const action = createAction()
  const [first, setFirst] = createSignal(me()?.firstName ?? '')
  const [last, setLast] = createSignal(me()?.lastName ?? '')
  const [bio, setBio] = createSignal(props.about.bio)
  const [done, setDone] = createSignal(false)
  createEffect(on([first, last, bio], () => setDone(false)))
  const save = async (): Promise<void> => {
    setDone(await action.run(async () => {
      if (first().trim() === '') throw new Failed('FIRSTNAME_INVALID')
      await call('saveName', { firstName: first(), lastName: last(), bio: bio() })
    }))
  }
  return (
    <Section>
      <form
        class="section-form"
        novalidate
        onSubmit={(e) => {
          e.preventDefault()
          void save()
        }}
      >
        <Field label={t().settings.profile.firstName} autocomplete="given-name" maxlength={64} dir="auto" value={first()} onText={setFirst} />
        <Field label={t().settings.profile.lastName} autocomplete="family-name" maxlength={64} dir="auto" value={last()} onText={setLast} />
        <Field label={t().settings.profile.bio} autocomplete="off" maxlength={maxBio} dir="auto" value={bio()} onText={setBio} />
        <p class="says">{t().settings.profile.bioHint}</p>
        <Says error={action.error()} done={done()} />
        <Button type="submit" busy={action.busy()}>{t().common.save}</Button>
      </form>
    </Section>
  )
}

function UsernameForm(): JSX.Element {
  const action = createAction()
  const [name, setName] = createSignal(me()?.username ?? '')
  const [verdict, setVerdict] = createSignal<'none' | 'checking' | 'free' | 'saved'>('none')
  const [wrong, setWrong] = createSignal('')
  createEffect(on(name, (now) => {
    setWrong('')
    if (now === '' || now === me()?.username) {
      setVerdict('none')
      return
    }
    setVerdict('checking')
    let over = false
    const timer = setTimeout(async () => {
      const answer = await call('checkUsername', { username: now }).catch(() => undefined)
      if (over) return
      setVerdict(answer === '' ? 'free' : 'none')
      if (answer) setWrong(failureText(answer))
    }, pause)
    onCleanup(() => {
      over = true
      clearTimeout(timer)
    })
  }, { defer: true }))
  const save = async (): Promise<void> => {
    if (await action.run(() => call('saveUsername', { username: name() }))) setVerdict('saved')
  }
  const said = (): string => {
    switch (verdict()) {
      case 'checking':
        return t().settings.profile.checking
      case 'free':
        return t().settings.profile.free
      case 'saved':
        return t().settings.saved
      case 'none':
        return ''
    }
  }
  return (
    <Section>
      <form
        class="section-form"
        novalidate
        onSubmit={(e) => {
          e.preventDefault()
          void save()
        }}
      >
        <Field
          label={t().settings.profile.username}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxlength={32}
          dir="ltr"
          value={name()}
          error={wrong()}
          onText={(text) => setName(text.trim().replace(/^@/, ''))}
        />
        <p class="says">{t().settings.profile.usernameHint(linkTo(name() || 'username'))}</p>
        <Says error={action.error()} done={said() !== ''} text={said()} />
        <Button type="submit" disabled={wrong() !== ''} busy={action.busy()}>{t().common.save}</Button>
      </form>
    </Section>
  )
}
