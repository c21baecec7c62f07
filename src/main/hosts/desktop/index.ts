import { join, resolve } from 'node:path'
import { app, dialog } from 'electron'
import type { BrowserWindow } from 'electron'
import { createApp, defaultDataDir } from '../../app.ts'
import { answerBridge, askForPath } from './bridge.ts'
import { utilitySpawner } from './jobSpawner.ts'
import { setMenu } from './menu.ts'
import { origin, registerScheme, serveScheme } from './scheme.ts'
import { denyEverythingElse, openWindow } from './window.ts'
import { sentence } from '../../../shared/errors.ts'
import { viewOf } from '../view.ts'
import { logDeath } from '../../log/defects.ts'
import { openLog } from '../../log/log.ts'
import { logLevelNamed, takeLogLevel } from '../../log/logLevel.ts'
import { logGoneProcesses } from './goneProcesses.ts'

// The Electron host: a window on the app that every host shares.

registerScheme()
app.enableSandbox()

let window: BrowserWindow | null = null

async function start(): Promise<void> {
  await app.whenReady()
  const dataDir = defaultDataDir()
  const level = logLevelNamed(takeLogLevel(process.argv).name ?? '') ?? undefined
  const log = openLog({ dataDir, process: 'desktop', level })
  logDeath(log)
  logGoneProcesses(log)
  const lanegaze = await createApp({
    dataDir,
    log,
    spawner: utilitySpawner(join(import.meta.dirname, 'job.js')),
    sampleDir: join(app.isPackaged ? process.resourcesPath : join(import.meta.dirname, '../../resources'), 'sample'),
    rendererDir: join(import.meta.dirname, '../renderer')
  })
  /** Adds what lies at a path and shows it; a refusal is a dialog with its sentence. */
  const show = async (path: string): Promise<void> => {
    try {
      await window?.loadURL(`${origin}/${await viewOf(lanegaze, resolve(path))}`)
    } catch (error) {
      dialog.showErrorBox('This cannot be opened', sentence(error))
    }
  }

  denyEverythingElse()
  serveScheme((request) => lanegaze.fetch(request))
  answerBridge(() => window)
  setMenu((what) => {
    if (window) void askForPath(window, what).then((path) => (path === null ? undefined : show(path)))
  })
  window = openWindow()
  window.on('closed', () => (window = null))

  app.on('second-instance', (_event, argv) => {
    if (window?.isMinimized()) window.restore()
    window?.focus()
    const path = pathIn(argv)
    if (path) void show(path)
  })
  app.on('activate', () => {
    window ??= openWindow()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  let closed = false
  app.on('before-quit', (event) => {
    if (closed) return
    // The job ends after its batch and the store is closed before the process is.
    event.preventDefault()
    void lanegaze.close().finally(() => {
      closed = true
      app.quit()
    })
  })

  const path = pathIn(process.argv)
  if (path) await show(path)
}

/** The recording or model that the program was started with: Electron's arguments end with it, or with our folder. */
function pathIn(argv: readonly string[]): string | null {
  const given = takeLogLevel(argv.slice(app.isPackaged ? 1 : 2)).rest.filter((argument) => !argument.startsWith('-'))
  return given[0] ?? null
}

if (app.requestSingleInstanceLock()) {
  start().catch((error: unknown) => {
    dialog.showErrorBox('Lanegaze cannot start', sentence(error))
    app.exit(1)
  })
} else {
  app.quit()
}
