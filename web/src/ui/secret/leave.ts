import { back } from '../shell/route'

/** What a person is asked before it is done. */
export type Question = 'key' | 'end' | 'clear' | 'remove' | { readonly report: number }

/** Goes back to the list. */
export const leave = (): void => back({ chat: undefined, secret: undefined, message: undefined, info: '' })
