import { render } from 'solid-js/web'
import './style/tokens.css'
import './style/base.css'
import './ui/shell/linking'
import { preferredLanguage, setLanguage } from './lang'
import { connect } from './store/link'
import { loadServer } from './store/server'
import { applyTheme } from './style/theme'
import { App } from './ui/shell/App'
import { Insecure } from './ui/shell/Insecure'

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
