import { chromium } from 'playwright-core'

let running

/** The browser of a test file: started once, and ended with the file. */
export function browser() {
  running ??= chromium.launch({
    executablePath: process.env.CHAPPE_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--js-flags=--expose-gc',
      // A microphone that beeps, and that a page with the permission gets without a question.
      '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required',
      // Nothing but this machine has an address, so that whatever slips through reaches nobody.
      // One name leads here, to see what a page does without TLS.
      '--host-resolver-rules=MAP chat.example.org 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  })
  return running
}

export async function closeBrowser() {
  const b = await running
  running = undefined
  await b?.close()
}
