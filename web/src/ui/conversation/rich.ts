import type { Entity, Text } from '../../model/text'
import { safeUrl } from '../../view/links'
import { segments, type Segment } from '../../view/segments'

/** The composer's box holds elements; messages are text and entities. These are the ways between the two. */

const kinds: Record<string, Entity['kind']> = {
  B: 'bold', STRONG: 'bold', I: 'italic', EM: 'italic', U: 'underline', S: 'strike', STRIKE: 'strike', DEL: 'strike', CODE: 'code',
  PRE: 'pre', BLOCKQUOTE: 'quote', A: 'link', MARK: 'spoiler',
}

const tags: Partial<Record<Entity['kind'], string>> = {
  bold: 'b', italic: 'i', underline: 'u', strike: 's', code: 'code', pre: 'pre', quote: 'blockquote', link: 'a', spoiler: 'mark',
}

/** What stands in the box, without space around it. */
export function readBox(box: HTMLElement): Text {
  let text = ''
  const entities: Entity[] = []
  const walk = (node: Node): void => {
    if (node.nodeType === Node.TEXT_NODE) {
      text += node.textContent?.replace(/\u00a0/g, ' ').replaceAll(outside, '') ?? ''
      return
    }
    if (!(node instanceof HTMLElement)) return
    if (node.tagName === 'BR') {
      text += '\n'
      return
    }
    if (/^(DIV|P)$/.test(node.tagName) && text !== '' && !text.endsWith('\n')) text += '\n'
    const offset = text.length
    node.childNodes.forEach(walk)
    const user = Number(node.dataset.user)
    if (node.dataset.user && text.length > offset) entities.push({ kind: 'person', offset, length: text.length - offset, user })
    const kind = kinds[node.tagName]
    if (kind && text.length > offset) {
      const url = kind === 'link' ? node.dataset.url : undefined
      entities.push({ kind, offset, length: text.length - offset, url })
    }
  }
  box.childNodes.forEach(walk)
  return trim({ text, entities: joined(entities) })
}

function trim({ text, entities }: Text): Text {
  const start = text.length - text.trimStart().length
  const end = text.trimEnd().length
  if (end <= start) return { text: '', entities: [] }
  return {
    text: text.slice(start, end),
    entities: entities
      .map((e) => {
        const from = Math.max(e.offset, start)
        return { ...e, offset: from - start, length: Math.min(e.offset + e.length, end) - from }
      })
      .filter((e) => e.length > 0),
  }
}

/** Two neighbours of one kind are one. */
function joined(all: readonly Entity[]): Entity[] {
  const out: Entity[] = []
  for (const e of [...all].sort((a, b) => a.offset - b.offset)) {
    const before = out.findIndex((o) => o.kind === e.kind && o.url === e.url && o.user === e.user && o.offset + o.length >= e.offset)
    const o = out[before]
    if (o) out[before] = { ...o, length: Math.max(o.offset + o.length, e.offset + e.length) - o.offset }
    else out.push(e)
  }
  return out
}

/** Nothing to see, behind an element: without it, whoever writes on after the element would write into it. */
const outside = '\ufeff'

export function writeBox(box: HTMLElement, text: Text): void {
  box.replaceChildren(...nodes(segments(text)))
  if (box.lastChild instanceof HTMLElement) box.append(outside)
}

function nodes(all: readonly Segment[]): Node[] {
  return all.flatMap((s) => {
    if (typeof s === 'string') return [document.createTextNode(s)]
    const tag = s.entity.kind === 'person' ? 'span' : tags[s.entity.kind]
    if (!tag) return nodes(s.inside)
    const element = document.createElement(tag)
    if (s.entity.kind === 'link' && s.entity.url) element.dataset.url = s.entity.url
    if (s.entity.user !== undefined) element.dataset.user = String(s.entity.user)
    element.append(...nodes(s.inside))
    return [element]
  })
}

/** Gives what is selected a look, or takes it away. */
export function toggleLook(box: HTMLElement, kind: 'bold' | 'italic' | 'underline' | 'strike' | 'code' | 'spoiler'): void {
  const command = { bold: 'bold', italic: 'italic', underline: 'underline', strike: 'strikeThrough', code: '', spoiler: '' }[kind]
  if (command) {
    document.execCommand(command) // deprecated, and the one way that keeps the browser's undo
    return
  }
  wrap(box, tags[kind] ?? '', () => {})
}

/** Makes what is selected a link; an empty address takes one away. */
export function setLink(box: HTMLElement, url: string): void {
  const safe = safeUrl(url)
  if (safe) wrap(box, 'a', (a) => (a.dataset.url = safe))
}

function wrap(box: HTMLElement, tag: string, prepare: (e: HTMLElement) => void): void {
  const selection = getSelection()
  if (!selection || selection.rangeCount === 0) return
  const range = selection.getRangeAt(0)
  if (!box.contains(range.commonAncestorContainer)) return
  const at = range.commonAncestorContainer
  const around = (at instanceof Element ? at : at.parentElement)?.closest(tag)
  if (around && box.contains(around)) {
    around.replaceWith(...around.childNodes)
  } else if (!range.collapsed) {
    const element = document.createElement(tag)
    prepare(element)
    element.append(range.extractContents())
    range.insertNode(element)
    // What is written next is not part of it.
    const after = document.createTextNode(outside)
    element.after(after)
    selection.collapse(after, 1)
  }
  box.dispatchEvent(new InputEvent('input', { bubbles: true }))
}

/** Somebody's name that is being written behind an @, and where it stands. */
export interface Mentioning {
  readonly query: string
  readonly range: Range
}

export function mentionIn(box: HTMLElement): Mentioning | undefined {
  const s = getSelection()
  const node = s?.anchorNode
  if (!s?.isCollapsed || node?.nodeType !== Node.TEXT_NODE || !box.contains(node)) return undefined
  const found = /(?:^|[\s(])@([\p{L}\p{N}_]{0,32})$/u.exec((node.textContent ?? '').replaceAll(outside, ' ').slice(0, s.anchorOffset))
  if (found?.[1] === undefined) return undefined
  const range = document.createRange()
  range.setStart(node, s.anchorOffset - found[1].length - 1)
  range.setEnd(node, s.anchorOffset)
  return { query: found[1], range }
}

/** Puts a name there: a username as it is, the name of somebody who has none with whom it means. */
export function putMention(box: HTMLElement, at: Mentioning, who: { readonly username?: string; readonly id: number; readonly name: string }): void {
  box.focus()
  const s = getSelection()
  s?.removeAllRanges()
  s?.addRange(at.range)
  if (who.username) {
    document.execCommand('insertText', false, `@${who.username} `)
    return
  }
  at.range.deleteContents()
  const element = document.createElement('span')
  element.dataset.user = String(who.id)
  element.textContent = who.name
  at.range.insertNode(element)
  const after = document.createTextNode(`${outside}\u00a0`)
  element.after(after)
  s?.collapse(after, 2)
  box.dispatchEvent(new InputEvent('input', { bubbles: true }))
}
