import { createSignal, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import type { GroupFlag, GroupFull } from '../../model/group'
import type { Channel, Group, PeerId } from '../../model/peer'
import { group } from '../../store/groups'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { joinAbout, splitAbout, usernameIn } from '../../view/contact'
import { isBroadcast, may } from '../../view/rights'
import { Face } from '../face/Face'
import { PickFace } from '../face/PickFace'
import { Area } from '../parts/Area'
import { Button } from '../parts/Button'
import { Field } from '../parts/Field'
import { createAction } from '../settings/action'
import { Section } from '../settings/Page'
import { Says } from '../settings/Says'
import { Switch } from '../settings/Switch'
import { InfoBar } from '../shell/InfoBar'
import { Discussion } from './Discussion'
import { PublicName } from './PublicName'
import '../face/face.css'
import '../settings/settings.css'
import './group.css'

/** What a group or channel is called, how it looks, and how it works. */
export function EditGroup(props: { id: PeerId }): JSX.Element {
  const place = (): Group | Channel | undefined => {
    const p = peer(props.id)
    return p?.kind === 'user' ? undefined : p
  }
  return (
    <>
      <InfoBar title={t().group.edit.title} up="group" />
      <div class="settings">
        <Show when={group(props.id)}>
          {(g) => (
            <Show when={place()}>
              {(p) => (
                <>
                  <Picture id={props.id} some={p().photo !== undefined} />
                  <Texts place={p()} full={g()} />
                  <Show when={p().creator}><PublicName id={props.id} now={p().username ?? ''} /></Show>
                  <Flags place={p()} full={g()} />
                  <Show when={isBroadcast(p()) && may(p(), 'changeInfo')}><Discussion id={props.id} linked={g().linked} /></Show>
                </>
              )}
            </Show>
          )}
        </Show>
      </div>
    </>
  )
}

function Picture(props: { id: PeerId; some: boolean }): JSX.Element {
  const action = createAction()
  return (
    <div class="face">
      <Face id={props.id} />
      <div class="face-actions">
        <PickFace label={t().group.edit.photo} onPicture={async (picture) => void (await call('setChatPhoto', { chat: props.id, picture }))} />
        <Show when={props.some}>
          <Button look="plain" busy={action.busy()} onClick={() => void action.run(() => call('setChatPhoto', { chat: props.id }))}>{t().group.edit.photoGone}</Button>
        </Show>
      </div>
      <Says error={action.error()} />
    </div>
  )
}

function Texts(props: { place: Group | Channel; full: GroupFull }): JSX.Element {
  const [title, setTitle] = createSignal(props.place.name)
  // Of a channel the last line may name the person who is to be asked; it has a field of its own.
  const contacted = isBroadcast(props.place)
  const was = contacted ? splitAbout(props.full.about) : { text: props.full.about, contact: '' }
  const [about, setAbout] = createSignal(was.text)
  const [contact, setContact] = createSignal(was.contact && `@${was.contact}`)
  const [nobody, setNobody] = createSignal(false)
  const [saved, setSaved] = createSignal(false)
  const action = createAction()
  const save = async (): Promise<void> => {
    setSaved(false)
    setNobody(false)
    const username = usernameIn(contact())
    setSaved(await action.run(async () => {
      if (username !== '' && username !== was.contact && (await call('findPerson', { usernames: [username] })) === undefined) {
        setNobody(true)
        return
      }
      await call('saveGroup', { chat: props.place.id, title: title(), about: joinAbout({ text: about(), contact: username }) })
    }) && !nobody())
  }
  return (
    <form
      class="section section-form" novalidate
      onSubmit={(e) => {
        e.preventDefault()
        void save()
      }}
    >
      <Field label={t().group.edit.name} maxlength={128} autocomplete="off" dir="auto" value={title()} onText={setTitle} />
      <Area label={t().group.edit.about} maxlength={255} autocomplete="off" dir="auto" value={about()} onText={setAbout} />
      <Show when={contacted}>
        <div>
          <Field
            label={t().group.edit.contact} maxlength={64} autocomplete="off" autocapitalize="off" spellcheck={false} dir="ltr" placeholder="@" value={contact()}
            error={nobody() ? t().group.edit.noContact : ''} onText={setContact}
          />
          <p class="section-hint make-hint">{t().group.edit.contactHint}</p>
        </div>
      </Show>
      <Says error={action.error()} done={saved()} />
      <Button class="section-button" type="submit" busy={action.busy()}>{t().common.save}</Button>
    </form>
  )
}

/** What is on or off; only those that are the caller's to change are shown. */
function Flags(props: { place: Group | Channel; full: GroupFull }): JSX.Element {
  const words = () => t().group.edit
  const action = createAction()
  const set = (flag: GroupFlag, on: boolean): void => void action.run(() => call('setFlag', { chat: props.place.id, flag, on }))
  // For topics a basic group becomes a supergroup.
  const sort = (on: boolean): void => void action.run(async () => {
    const chat = await call('toSupergroup', { chat: props.place.id })
    await call('setFlag', { chat, flag: 'forum', on })
  })
  const channel = (): Channel | undefined => (props.place.kind === 'channel' ? props.place : undefined)
  return (
    <Section>
      <Show when={channel()}>
        {(c) => (
          <>
            <Show when={c().broadcast}>
              <Switch label={words().signatures} hint={words().signaturesHint} on={c().signatures} onChange={(on) => set('signatures', on)} />
            </Show>
            <Show when={!c().broadcast && !c().username && !c().forum}>
              <Switch label={words().history} hint={words().historyHint} on={props.full.hiddenHistory} onChange={(on) => set('hiddenHistory', on)} />
            </Show>
            <Show when={!c().broadcast && (c().username || c().joinRequest) && may(c(), 'inviteUsers')}>
              <Switch label={words().joinRequest} hint={words().joinRequestHint} on={c().joinRequest} onChange={(on) => set('joinRequest', on)} />
            </Show>
          </>
        )}
      </Show>
      <Show when={props.place.creator && !isBroadcast(props.place) && props.full.linked === undefined}>
        <Switch label={t().topics.title} hint={t().topics.hint} on={channel()?.forum === true} disabled={action.busy()} onChange={sort} />
      </Show>
      <Show when={props.place.creator}>
        <Switch label={words().noForwards} hint={words().noForwardsHint} on={props.place.noForwards} onChange={(on) => set('noForwards', on)} />
      </Show>
      <Says error={action.error()} />
    </Section>
  )
}
