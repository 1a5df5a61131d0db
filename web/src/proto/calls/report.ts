import type { PeerId } from '../../model/peer'
import type { Session } from '../session'

/** What the server wants to know next of a report, or that it has it. Options are the server's own; text is how it calls one. */
export type ReportStep =
  | { readonly kind: 'choose'; readonly options: readonly { readonly option: string; readonly text: string }[] }
  | { readonly kind: 'comment'; readonly option: string; readonly optional: boolean }
  | { readonly kind: 'done' }

/**
 * Reports messages, or without any the whole chat, one step at a time: the first with no option.
 * https://core.telegram.org/api/report
 */
export async function report(s: Session, args: { chat: PeerId; ids: readonly number[]; option: string; text: string }): Promise<ReportStep> {
  const answer = await s.call({
    _: 'messages.report', peer: await s.peer(args.chat), id: [...args.ids], option: Uint8Array.from(args.option, (c) => c.charCodeAt(0)), message: args.text,
  })
  switch (answer._) {
    case 'reportResultChooseOption':
      return { kind: 'choose', options: answer.options.map((o) => ({ option: String.fromCharCode(...o.option), text: o.text })) }
    case 'reportResultAddComment':
      return { kind: 'comment', option: String.fromCharCode(...answer.option), optional: answer.optional === true }
    case 'reportResultReported':
      return { kind: 'done' }
  }
}
