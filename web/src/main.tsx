import { render } from 'solid-js/web'
import './style/tokens.css'
import './style/base.css'
import './store/peers' // hears whom a sign-in speaks of, before the rest is here
import './ui/shell/linking'
import { preferredLanguage, setLanguage } from './lang'
import { connect } from './store/link'
import { loadServer } from './store/server'
import { applyTheme } from './style/theme'
import { App } from './ui/shell/App'
import { Insecure } from './ui/shell/Insecure'

// A page that is older than the server asks for parts that are gone: it is loaded anew, but not again and again.
window.addEventListener('vite:preloadError', () => {
  const last = Number(sessionStorage.getItem('reloaded') ?? 0)
  if (Date.now() - last < 60_000) return
  sessionStorage.setItem('reloaded', String(Date.now()))
  location.reload()
})

applyTheme()
await setLanguage(preferredLanguage())

const root = document.getElementById('app')
if (root) {
  if (window.isSecureContext) {
    connect()
    void loadServer().catch(() => {}) // the worker says when the server cannot be reached
    render(() => <App />, root)
    if (import.meta.env.PROD) void navigator.serviceWorker?.register('/sw.js').catch(() => {}) // all but offline works without
  } else {
    render(() => <Insecure />, root)
  }
}
