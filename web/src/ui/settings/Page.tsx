import { Show, type JSX, type ParentProps } from 'solid-js'
import { LeftBar } from '../shell/LeftBar'
import type { Route } from '../shell/route'
import './settings.css'

/** A page of settings: its title, Back, and what scrolls below. up is where Back leads if it was opened by its address. */
export function Page(props: ParentProps<{ title: string; up?: Partial<Route>; action?: JSX.Element }>): JSX.Element {
  return (
    <>
      <LeftBar title={props.title} up={props.up ?? { left: 'settings', page: '' }}>
        {props.action}
      </LeftBar>
      <div class="settings">{props.children}</div>
    </>
  )
}

/** Settings that belong together, under a title, with an explanation below. */
export function Section(props: ParentProps<{ title?: string; hint?: string }>): JSX.Element {
  return (
    <section class="section">
      <Show when={props.title}>
        <h2 class="section-title">{props.title}</h2>
      </Show>
      {props.children}
      <Show when={props.hint}>
        <p class="section-hint">{props.hint}</p>
      </Show>
    </section>
  )
}
