import { join } from 'node:path'
import { app, BrowserWindow, session } from 'electron'
import { origin } from './scheme.ts'

/** Writing to the clipboard, not reading it, when a person asks for it. */
const copying = 'clipboard-sanitized-write'

/** Every page of this app stays on its origin, opens no window, embeds no view and may do no more than copy a text. */
export function denyEverythingElse(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === copying))
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => permission === copying)
  session.defaultSession.setDevicePermissionHandler(() => false)
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!event.url.startsWith(`${origin}/`)) event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      // A report that the page opens is a page of this app, in a window with the same limits.
      if (!url.startsWith(`${origin}/`)) return { action: 'deny' }
      return { action: 'allow', overrideBrowserWindowOptions: { webPreferences: webPreferences() } }
    })
  })
}

function webPreferences() {
  return {
    preload: join(import.meta.dirname, '../preload/index.cjs'),
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    spellcheck: false
  }
}

/** The one window, shown when its first picture is ready. */
export function openWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 640,
    show: false,
    backgroundColor: '#0f1115',
    title: 'Lanegaze',
    webPreferences: webPreferences()
  })
  window.once('ready-to-show', () => window.show())
  void window.loadURL(`${origin}/`)
  return window
}
