// The protocol between a Go test and a client program: one JSON object a line on stdin and stdout.
//
//   in   {"seq":1,"cmd":"send","to":5,"text":"hi"}
//   out  {"seq":1,"ok":{"id":7}}    or  {"seq":1,"error":{"code":400,"text":"MESSAGE_EMPTY"}}
//   out  {"event":"message",...}   whenever something happens
//
// The program ends when stdin does, so none outlives the test that started it.
import { createInterface } from 'node:readline'

const out = process.stdout.write.bind(process.stdout)

// Libraries that print would break the protocol.
console.log = console.info = console.warn = console.debug = console.error
process.on('unhandledRejection', (e) => console.error('unhandled rejection:', e))
process.on('uncaughtException', (e) => console.error('uncaught exception:', e))

function line(o) {
  out(JSON.stringify(o, (_, v) => (typeof v === 'bigint' ? v.toString() : v)) + '\n')
}

/** Tells the test that something happened. */
export function emit(event, fields) {
  line({ event, ...fields })
}

/**
 * Answers commands. refusal turns what a library throws into {code, text} if it is an answer of the server's; anything else
 * is a failure of the program and is told with code 0.
 */
export function serve(commands, refusal) {
  const lines = createInterface({ input: process.stdin })
  lines.on('line', async (text) => {
    const { seq, cmd, ...args } = JSON.parse(text)
    try {
      if (!commands[cmd]) throw new Error(`no command ${cmd}`)
      line({ seq, ok: (await commands[cmd](args)) ?? null })
    } catch (e) {
      line({ seq, error: refusal(e) ?? { code: 0, text: String(e?.stack ?? e) } })
    }
  })
  lines.on('close', () => process.exit(0))
}
