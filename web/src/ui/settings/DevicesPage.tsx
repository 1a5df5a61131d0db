import { createResource, createSignal, For, onCleanup, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { ago } from '../../lang/format'
import type { Device } from '../../model/settings'
import { call, listen } from '../../store/link'
import { Button } from '../parts/Button'
import { Dialog } from '../parts/Dialog'
import { go } from '../shell/route'
import { createAction } from './action'
import { Loaded } from './Loaded'
import { Page, Section } from './Page'
import { Radios } from './Radios'
import { Row } from './Row'
import { Says } from './Says'

/** After how many days of absence a device is signed out. */
const spans = [7, 30, 90, 180]

/** Where we are signed in. */
export function DevicesPage(): JSX.Element {
  const [devices, { refetch, mutate }] = createResource(() => call('getDevices', {}))
  const [ending, setEnding] = createSignal(false)
  onCleanup(listen('devices', () => void refetch()))
  const action = createAction()
  const words = () => t().settings.devices
  const end = (id: string): void => void action.run(() => call('endDevice', { id })).then(() => refetch())
  const endAll = async (): Promise<void> => {
    setEnding(false)
    await action.run(() => call('endOtherDevices', {}))
    await refetch()
  }
  const keep = (days: number): void => {
    const now = devices.latest
    if (now) void action.run(() => call('saveDeviceDays', { days })).then((ok) => ok && mutate({ ...now, endAfterDays: days }))
  }
  return (
    <Page title={words().title}>
      <Section>
        <Row icon="qr-code" label={words().link} onClick={() => go({ page: 'link' })} />
      </Section>
      <Says error={action.error()} />
      <Loaded what={devices} again={() => void refetch()}>
        {(d) => {
          const others = (): readonly Device[] => d().all.filter((o) => !o.current)
          return (
            <>
              <Section title={words().this}>
                <ul>
                  <For each={d().all.filter((o) => o.current)}>{(o) => <DeviceItem device={o} />}</For>
                </ul>
              </Section>
              <Section title={words().others}>
                <Show when={others().length > 0} fallback={<p class="section-hint">{words().none}</p>}>
                  <Row icon="log-out" danger label={words().endAll} onClick={() => setEnding(true)} />
                  <ul aria-label={words().others}>
                    <For each={others()}>{(o) => <DeviceItem device={o} onEnd={() => end(o.id)} />}</For>
                  </ul>
                </Show>
              </Section>
              <Section title={words().auto}>
                <Radios
                  label={words().auto}
                  choices={[...new Set([...spans, d().endAfterDays])].sort((a, b) => a - b).map((value) => ({ value, label: t().settings.days(value) }))}
                  value={d().endAfterDays}
                  onChange={keep}
                />
              </Section>
            </>
          )
        }}
      </Loaded>
      <Dialog open={ending()} title={words().endAllTitle} text={words().endAllHint} onClose={() => setEnding(false)}>
        <div class="dialog-actions">
          <Button look="plain" onClick={() => setEnding(false)}>{t().common.cancel}</Button>
          <Button look="danger" onClick={() => void endAll()}>{words().endAll}</Button>
        </div>
      </Dialog>
    </Page>
  )
}

function DeviceItem(props: { device: Device; onEnd?: () => void }): JSX.Element {
  const words = () => t().settings.devices
  return (
    <li class="device">
      <span class="device-name" dir="auto">{props.device.model}</span>
      <span class="device-more" dir="auto">{[props.device.system, props.device.app].filter((w) => w).join(' · ')}</span>
      <span class="device-more" dir="auto">{[props.device.ip, props.device.country].filter((w) => w).join(' · ')}</span>
      <span class="device-more">{props.device.current ? words().now : words().active(ago(props.device.active))}</span>
      <Show when={props.onEnd}>
        {(onEnd) => (
          <Button look="danger" aria-label={words().endName(props.device.model)} onClick={() => onEnd()()}>
            {words().end}
          </Button>
        )}
      </Show>
    </li>
  )
}
