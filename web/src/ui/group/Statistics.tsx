import { createResource, For, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { number } from '../../lang/format'
import type { Compared, Plot, Stats } from '../../model/group'
import type { Message } from '../../model/message'
import type { PeerId } from '../../model/peer'
import { call } from '../../store/link'
import { peer } from '../../store/peers'
import { isBroadcast } from '../../view/rights'
import { summary } from '../conversation/summary'
import { Loaded } from '../settings/Loaded'
import { Section } from '../settings/Page'
import { InfoBar } from '../shell/InfoBar'
import { openChat } from '../shell/route'
import { PlotView } from './PlotView'
import '../settings/settings.css'
import './group.css'

/** How a group or channel fares, for its admins. */
export function Statistics(props: { id: PeerId }): JSX.Element {
  const broadcast = () => isBroadcast(peer(props.id))
  const [stats, { refetch }] = createResource(() => props.id, (chat) => call('getStats', { chat, broadcast: broadcast() }))
  return (
    <>
      <InfoBar title={t().group.info.stats} up="group" />
      <div class="settings">
        <Loaded what={stats} again={() => void refetch()}>
          {(s) => <Found id={props.id} stats={s()} broadcast={broadcast()} />}
        </Loaded>
      </div>
    </>
  )
}

function Found(props: { id: PeerId; stats: Stats; broadcast: boolean }): JSX.Element {
  const words = () => t().group.stats
  const plots = (): { title: string; plot: Plot | undefined; names: string[] }[] => [
    { title: words().growth, plot: props.stats.growth, names: [props.broadcast ? words().subscribers : words().members] },
    { title: words().comings, plot: props.stats.comings, names: [words().came, words().went] },
    { title: words().seen, plot: props.stats.seen, names: [words().seenLine, words().passed] },
    { title: words().said, plot: props.stats.said, names: [words().saidLine] },
  ]
  return (
    <>
      <Section title={words().compared}>
        <dl class="stats-numbers">
          <Figure name={props.broadcast ? words().subscribers : words().members} of={props.stats.members} />
          <Show when={props.stats.post}>
            {(p) => (
              <>
                <Figure name={words().views} of={p().views} />
                <Figure name={words().forwards} of={p().forwards} />
                <Figure name={words().reactions} of={p().reactions} />
              </>
            )}
          </Show>
          <Show when={props.stats.talk}>
            {(p) => (
              <>
                <Figure name={words().messages} of={p().messages} />
                <Figure name={words().people} of={p().people} />
              </>
            )}
          </Show>
        </dl>
      </Section>
      <For each={plots()}>
        {(p) => (
          <Show when={p.plot}>
            {(plot) => <Section title={p.title}><PlotView title={p.title} plot={plot()} names={p.names} /></Section>}
          </Show>
        )}
      </For>
      <Show when={props.stats.posts.length > 0}>
        <Posts id={props.id} posts={props.stats.posts} />
      </Show>
      <p class="section-hint">{words().hint}</p>
    </>
  )
}

const rounded = (n: number): string => number(Math.round(n * 10) / 10)

function Figure(props: { name: string; of: Compared }): JSX.Element {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>
        <strong>{rounded(props.of.now)}</strong> <span>{t().group.stats.was(rounded(props.of.before))}</span>
      </dd>
    </div>
  )
}

function Posts(props: { id: PeerId; posts: Stats['posts'] }): JSX.Element {
  const words = () => t().group.stats
  const [texts] = createResource(() => props.posts.map((p) => p.id), (ids) => call('getMessages', { chat: props.id, ids }).catch(() => []))
  const text = (id: number): string => {
    const m = (texts.latest as readonly Message[] | undefined)?.find((x) => x.id === id)
    return m ? summary(m) : '…'
  }
  return (
    <Section title={words().posts}>
      <ul aria-label={words().posts}>
        <For each={props.posts}>
          {(p) => (
            <li>
              <button type="button" class="invite" onClick={() => openChat(props.id, p.id)}>
                <span class="stats-post" dir="auto">{text(p.id)}</span>
                <span class="invite-more">
                  {[t().group.views(p.views), p.forwards > 0 && words().forwardsOf(p.forwards), p.reactions > 0 && words().reactionsOf(p.reactions)].filter(Boolean).join(' · ')}
                </span>
              </button>
            </li>
          )}
        </For>
      </ul>
    </Section>
  )
}
