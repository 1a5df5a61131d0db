import { createSignal, For, Index, Show, type JSX } from 'solid-js'
import { t } from '../../lang'
import { dateInUtc, number, shortNumber } from '../../lang/format'
import type { Plot } from '../../model/group'
import { stepsTo } from '../../view/plot'
import './plot.css'

const wide = 320
const high = 132
const left = 34
const right = 8
const top = 8
const bottom = 108

/** Words that keep their own direction: a plot runs from left to right in every language. */
const apart = (words: string): string => `\u2068${words}\u2069`

/** Lines over days. Whoever cannot see them has the numbers as a table. */
export function PlotView(props: { title: string; plot: Plot; names: readonly string[] }): JSX.Element {
  const words = () => t().group.stats
  const days = () => props.plot.days
  const [at, setAt] = createSignal<number>()
  const steps = () => stepsTo(Math.max(1, ...props.plot.lines.flat()))
  const x = (i: number): number => left + ((wide - left - right) * i) / Math.max(1, days().length - 1)
  const y = (v: number): number => bottom - ((bottom - top) * v) / (steps().at(-1) ?? 1)
  const path = (line: readonly number[]): string => line.map((v, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(v).toFixed(1)}`).join('')
  const area = (line: readonly number[]): string => `${path(line)}L${x(line.length - 1).toFixed(1)} ${bottom}L${left} ${bottom}Z`
  const values = (i: number): string => props.plot.lines.map((l, n) => `${props.names[n] ?? ''} ${number(l[i] ?? 0)}`).join(', ')
  const last = () => days().length - 1
  const point = (e: PointerEvent & { currentTarget: SVGSVGElement }): void => {
    const box = e.currentTarget.getBoundingClientRect()
    const where = ((e.clientX - box.left) / box.width) * wide
    setAt(Math.min(last(), Math.max(0, Math.round(((where - left) / (wide - left - right)) * last()))))
  }
  return (
    <figure class="plot">
      <figcaption class="plot-legend">
        <Index each={props.plot.lines}>
          {(line, i) => (
            <span class={`plot-name plot-${i}`}>
              <span class="plot-key" aria-hidden="true" />
              {props.names[i]} <strong>{number(line()[at() ?? last()] ?? 0)}</strong>
            </span>
          )}
        </Index>
        <span class="plot-day">{dateInUtc(days()[at() ?? last()] ?? 0)}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${wide} ${high}`} role="img" direction="ltr" onPointerMove={point} onPointerDown={point} onPointerLeave={() => setAt(undefined)}
        aria-label={words().plot(props.title, dateInUtc(days()[0] ?? 0), dateInUtc(days()[last()] ?? 0), values(last()))}
      >
        <For each={steps()}>
          {(v) => (
            <>
              <line class="plot-step" x1={left} x2={wide - right} y1={y(v)} y2={y(v)} />
              <text class="plot-text" x={left - 6} y={y(v) + 4} text-anchor="end">{apart(shortNumber(v))}</text>
            </>
          )}
        </For>
        <text class="plot-text" x={left} y={high - 6}>{apart(dateInUtc(days()[0] ?? 0))}</text>
        <text class="plot-text" x={wide - right} y={high - 6} text-anchor="end">{apart(dateInUtc(days()[last()] ?? 0))}</text>
        <Index each={props.plot.lines}>
          {(line, i) => (
            <g class={`plot-line plot-${i}`}>
              <Show when={i === 0}><path class="plot-area" d={area(line())} /></Show>
              <path class="plot-stroke" d={path(line())} />
              <circle cx={x(at() ?? last())} cy={y(line()[at() ?? last()] ?? 0)} r="3.5" />
            </g>
          )}
        </Index>
        <Show when={at() !== undefined}><line class="plot-cursor" x1={x(at() ?? 0)} x2={x(at() ?? 0)} y1={top} y2={bottom} /></Show>
      </svg>
      <details class="plot-table">
        <summary>{words().table}</summary>
        <div tabindex="0" role="group" aria-label={words().table}>
          <table aria-label={props.title}>
            <thead>
              <tr>
                <th scope="col">{words().day}</th>
                <For each={props.names}>{(name) => <th scope="col">{name}</th>}</For>
              </tr>
            </thead>
            <tbody>
              <For each={days().map((d, i) => ({ d, i })).reverse()}>
                {({ d, i }) => (
                  <tr>
                    <th scope="row">{dateInUtc(d)}</th>
                    <For each={props.plot.lines}>{(l) => <td>{number(l[i] ?? 0)}</td>}</For>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  )
}
