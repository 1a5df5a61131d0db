import { createSignal } from 'solid-js'
import { server } from './server'

const [put, setPut] = createSignal(localStorage.getItem('operator') === 'later')

/** Whether to ask if the person is the operator of this server. */
export const unclaimed = (): boolean => server()?.claimed === false && !put()

/** Does not ask again in this browser. */
export function later(): void {
  localStorage.setItem('operator', 'later')
  setPut(true)
}

/** Proves with the token from the terminal that whoever has a phone number is the operator. Answers whether that worked. */
export async function claim(token: string, phone: string): Promise<boolean> {
  const answer = await fetch('/claim', { method: 'POST', body: JSON.stringify({ token, phone: `+${phone}` }) })
  return answer.ok
}
