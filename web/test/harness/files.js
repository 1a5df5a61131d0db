// Files to send, made by a browser or from numbers.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A photo with something to recognise: a colour, a slope and a word. */
export async function photo(p, { width = 1600, height = 1200, hue = 200, word = '' , kind = 'image/jpeg' } = {}) {
  const bytes = await p.page.evaluate(async ({ width, height, hue, word, kind }) => {
    const c = new OffscreenCanvas(width, height)
    const g = c.getContext('2d')
    const sky = g.createLinearGradient(0, 0, width, height)
    sky.addColorStop(0, `hsl(${hue} 60% 75%)`)
    sky.addColorStop(1, `hsl(${hue + 60} 60% 35%)`)
    g.fillStyle = sky
    g.fillRect(0, 0, width, height)
    g.fillStyle = `hsl(${hue + 140} 50% 40%)`
    for (let i = 0; i < 5; i++) {
      g.beginPath()
      g.moveTo((i * width) / 5, height)
      g.lineTo(((i + 0.7) * width) / 5, height * (0.35 + 0.1 * (i % 3)))
      g.lineTo(((i + 1.4) * width) / 5, height)
      g.fill()
    }
    g.fillStyle = '#fff'
    g.font = `${Math.round(height / 8)}px sans-serif`
    g.fillText(word, width / 12, height / 4)
    const blob = await c.convertToBlob({ type: kind, quality: 0.9 })
    return [...new Uint8Array(await blob.arrayBuffer())]
  }, { width, height, hue, word, kind })
  return { name: `${word || 'photo'}.${kind.split('/')[1]}`, mimeType: kind, buffer: Buffer.from(bytes) }
}

/** A video of some seconds: a square that moves. */
export async function video(p, { seconds = 2, width = 640, height = 360, name = 'square.webm', bitsPerSecond = 2_500_000 } = {}) {
  const bytes = await p.page.evaluate(async ({ seconds, width, height, bitsPerSecond }) => {
    const c = document.createElement('canvas')
    c.width = width
    c.height = height
    const g = c.getContext('2d')
    const r = new MediaRecorder(c.captureStream(25), { mimeType: 'video/webm;codecs=vp8', videoBitsPerSecond: bitsPerSecond })
    const chunks = []
    r.ondataavailable = (e) => chunks.push(e.data)
    r.start()
    const began = performance.now()
    await new Promise((done) => {
      const draw = () => {
        const t = (performance.now() - began) / 1000
        g.fillStyle = `hsl(${t * 90} 50% 60%)`
        g.fillRect(0, 0, width, height)
        for (let i = 0; i < 200; i++) {
          g.fillStyle = `hsl(${Math.random() * 360} 60% 50%)`
          g.fillRect(Math.random() * width, Math.random() * height, 12, 12)
        }
        g.fillStyle = '#fff'
        g.fillRect(((t * 80) % width), height / 3, 60, 60)
        if (t < seconds) requestAnimationFrame(draw)
        else done()
      }
      draw()
    })
    await new Promise((stopped) => {
      r.onstop = stopped
      r.stop()
    })
    return [...new Uint8Array(await new Blob(chunks).arrayBuffer())]
  }, { seconds, width, height, bitsPerSecond })
  return { name, mimeType: 'video/webm', buffer: Buffer.from(bytes) }
}

/** A file of so many bytes that repeat nothing. */
export function bytes(name, size, mimeType = 'application/octet-stream') {
  const buffer = Buffer.alloc(size)
  let x = 123456789
  for (let i = 0; i + 4 <= size; i += 4) {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    buffer.writeInt32LE(x, i)
  }
  return { name, mimeType, buffer }
}

/** Large files go to the browser by their names. */
function onDisk(file) {
  if (file.buffer.length < 1 << 20) return file
  const path = join(mkdtempSync(join(tmpdir(), 'chappe-files-')), file.name)
  writeFileSync(path, file.buffer)
  process.on('exit', () => rmSync(dirname(path), { recursive: true, force: true }))
  return path
}

/** Chooses files by the button "Attach". */
export async function attach(p, kind, files) {
  await p.button('Attach').click()
  const chooser = p.page.waitForEvent('filechooser')
  await p.page.getByRole('menuitem', { name: kind, exact: true }).click()
  await (await chooser).setFiles(files.map(onDisk))
  await p.page.getByRole('dialog').getByRole('button', { name: 'Send', exact: false }).and(p.page.locator('[type=submit]:enabled')).waitFor()
}

/** Sends what was chosen. */
export async function sendAttached(p) {
  await p.page.getByRole('dialog').locator('button[type=submit]').click()
  await p.page.getByRole('dialog').waitFor({ state: 'detached' })
}

/** Pastes or drops files onto something. */
export async function give(p, how, selector, files) {
  const transfer = await p.page.evaluateHandle((files) => {
    const d = new DataTransfer()
    for (const f of files) d.items.add(new File([Uint8Array.from(atob(f.data), (c) => c.charCodeAt(0))], f.name, { type: f.type }))
    return d
  }, files.map((f) => ({ name: f.name, type: f.mimeType, data: f.buffer.toString('base64') })))
  const target = p.page.locator(selector)
  if (how === 'paste') {
    await target.evaluate((el, d) => {
      el.dispatchEvent(new ClipboardEvent('paste', { clipboardData: d, bubbles: true, cancelable: true }))
    }, transfer)
    return
  }
  await target.dispatchEvent('dragenter', { dataTransfer: transfer })
  await p.page.getByText('Drop files here').waitFor()
  await p.screen('desktop-drop')
  await target.dispatchEvent('drop', { dataTransfer: transfer })
}
