import type { ICorePlatform } from '@mtcute/core'

const browsers = [/(Edg|OPR|Firefox|CriOS|FxiOS|Chrome|Version)\/(\d+)/, /(Safari)\/(\d+)/]
const pretty: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', CriOS: 'Chrome', FxiOS: 'Firefox', Version: 'Safari' }

/** "Firefox 140", as the list of devices shows it. */
export function deviceModel(agent = navigator.userAgent): string {
  for (const pattern of browsers) {
    const found = pattern.exec(agent)
    if (found?.[1]) return `${pretty[found[1]] ?? found[1]} ${found[2]}`
  }
  return 'Browser'
}

export function systemVersion(agent = navigator.userAgent): string {
  if (/Android/.test(agent)) return 'Android'
  if (/iPhone|iPad/.test(agent)) return 'iOS'
  if (/Windows/.test(agent)) return 'Windows'
  if (/Mac OS X/.test(agent)) return 'macOS'
  return /Linux/.test(agent) ? 'Linux' : 'Web'
}

/** How often it is looked whether the machine slept, and how much longer than that it was if it did, in milliseconds. */
const watchEvery = 5_000
const slept = 12_000

/** Calls fn when the machine was asleep: what was connected then may be dead without a word. Answers how to stop that. */
function onWake(fn: () => void): () => void {
  let last = Date.now()
  const timer = setInterval(() => {
    const now = Date.now()
    if (now - last > watchEvery + slept && navigator.onLine) fn()
    last = now
  }, watchEvery)
  return () => clearInterval(timer)
}

export const platform: ICorePlatform = {
  beforeExit: () => () => {},
  log: (_color, level, tag, format, args) => {
    // Errors are shown in the page, by whoever asked; what the library says besides is for developers.
    if (level <= 1) console.debug(`[${tag}] ${format}`, ...args)
  },
  getDefaultLogLevel: () => 1,
  getDeviceModel: () => deviceModel(),
  isOnline: () => navigator.onLine,
  onNetworkChanged: (fn) => {
    const on = () => fn(true)
    const off = () => fn(false)
    self.addEventListener('online', on)
    self.addEventListener('offline', off)
    const stop = onWake(() => {
      off()
      on()
    })
    return () => {
      stop()
      self.removeEventListener('online', on)
      self.removeEventListener('offline', off)
    }
  },
}
