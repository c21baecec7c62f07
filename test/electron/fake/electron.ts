/**
 * A stand-in for the `electron` module, backed by Chromium through Playwright: a BrowserWindow is a page, a scheme's
 * handler answers on loopback, the preload is an init script, ipc an exposed binding, a utility process a forked Node.
 * It records what the host asks for. It cannot show Electron's own sandbox, its menus, or its file protocol.
 */
import { fork } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { readFileSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { createAdaptorServer } from '@hono/node-server'
import { chromium, type Page } from '@playwright/test'
import { browserArguments, findBrowser } from '../../../scripts/setup/browser.mjs'

interface Asked {
  what: string
  with: unknown
}

/** Everything the host asked of Electron, in order. */
export const asked: Asked[] = []
const note = (what: string, details: unknown = null): void => void asked.push({ what, with: details })

/** What the person answers in the dialogs, handed in by the test. */
export const answers: { openDialog: string[]; messageBox: number } = { openDialog: [], messageBox: 0 }

/** The pages of the windows that were opened. */
export const pages: Page[] = []

let handler: (request: Request) => Promise<Response> | Response = () => new Response(null, { status: 404 })
const server = createAdaptorServer({
  fetch: (request) => {
    const { pathname, search } = new URL(request.url)
    const streams = request.method !== 'GET' && request.method !== 'HEAD'
    return handler(
      new Request(`app://lanegaze${pathname}${search}`, {
        method: request.method,
        headers: request.headers,
        ...(streams ? { body: request.body, duplex: 'half' } : {})
      })
    )
  }
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
if (address === null || typeof address === 'string') throw new Error('no port')
const loopback = `http://127.0.0.1:${address.port}`
const browser = await chromium.launch({ executablePath: findBrowser() ?? '', args: browserArguments })

const ipcHandlers = new Map<string, (event: unknown, argument: unknown) => unknown>()

class WebContents extends EventEmitter {
  openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' })
  setWindowOpenHandler(answer: (details: { url: string }) => { action: string }): void {
    this.openHandler = answer
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = []
  readonly webContents = new WebContents()
  readonly options: { webPreferences: { preload: string } }
  constructor(options: { webPreferences: { preload: string } }) {
    super()
    this.options = options
    note('BrowserWindow', options)
    BrowserWindow.all.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }
  static getAllWindows(): BrowserWindow[] {
    return BrowserWindow.all
  }
  async loadURL(url: string): Promise<void> {
    note('loadURL', url)
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.exposeBinding('__lanegazeInvoke', ({ frame }, channel: string, argument: unknown) =>
      ipcHandlers.get(channel)?.({ senderFrame: { url: frame.url().replace(loopback, 'app://lanegaze') } }, argument)
    )
    const preload = readFileSync(this.options.webPreferences.preload, 'utf8')
    await page.addInitScript(`{
      const exposed = {
        contextBridge: { exposeInMainWorld: (name, value) => { window[name] = value } },
        ipcRenderer: { invoke: (channel, argument) => window.__lanegazeInvoke(channel, argument) },
        webUtils: { getPathForFile: (file) => '/dropped/' + file.name }
      };
      (function (require, exports, module) { ${preload} })(() => exposed, {}, {})
    }`)
    await page.goto(url.replace('app://lanegaze', loopback))
    pages.push(page)
    this.emit('ready-to-show')
  }
  show(): void {
    note('show')
  }
  isMinimized(): boolean {
    return false
  }
  focus(): void {
    note('focus')
  }
}

class App extends EventEmitter {
  enableSandbox(): void {
    note('enableSandbox')
  }
  requestSingleInstanceLock(): boolean {
    return true
  }
  async whenReady(): Promise<void> {}
  getVersion(): string {
    return '0.0.0'
  }
  getAppPath(): string {
    return process.cwd()
  }
  isPackaged = false
  exit(code: number): void {
    process.exit(code)
  }
  quit(): void {
    const event = { prevented: false, preventDefault: () => void (event.prevented = true) }
    this.emit('before-quit', event)
    if (!event.prevented) this.emit('quit')
  }
  async close(): Promise<void> {
    await browser.close()
    server.close()
  }
}
export const app = new App()

export const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown) => note('registerSchemesAsPrivileged', schemes),
  handle: (scheme: string, answer: typeof handler) => {
    note('protocol.handle', scheme)
    handler = answer
  }
}

type Decide = (contents: unknown, permission: string, answer: (allowed: boolean) => void) => void
const denied: Record<string, unknown> = {}
export const session = {
  defaultSession: {
    setPermissionRequestHandler: (decide: Decide) =>
      decide(null, 'camera', (allowed) => {
        denied['request'] = allowed
        note('permission request', allowed)
      }),
    setPermissionCheckHandler: (decide: () => boolean) => note('permission check', decide()),
    setDevicePermissionHandler: (decide: () => boolean) => note('device permission', decide())
  }
}

export const ipcMain = {
  handle: (channel: string, answer: (event: unknown, argument: unknown) => unknown) => {
    note('ipcMain.handle', channel)
    ipcHandlers.set(channel, answer)
  }
}
/** Calls a handler of the host as any frame might. */
export const invokeAs = (url: string, channel: string, argument: unknown): unknown =>
  ipcHandlers.get(channel)?.({ senderFrame: { url } }, argument)

export const dialog = {
  showMessageBox: () => Promise.resolve({ response: answers.messageBox }),
  showOpenDialog: (_window: unknown, options: unknown) => {
    note('showOpenDialog', options)
    const path = answers.openDialog.shift()
    return Promise.resolve(
      path === undefined ? { canceled: true, filePaths: [] } : { canceled: false, filePaths: [path] }
    )
  },
  showErrorBox: (title: string, text: string) => note('showErrorBox', { title, text })
}
export const shell = { showItemInFolder: (path: string) => note('showItemInFolder', path) }
export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (template: unknown) => note('menu', template)
}

/** Arguments of Node for the utility processes to come, such as modules that they import before they start. */
export const jobImports: string[] = []

export const utilityProcess = {
  fork: (file: string, args: string[] = [], options: { serviceName?: string } = {}) => {
    note('utilityProcess.fork', { file, serviceName: options.serviceName })
    const child = fork(file, args, { serialization: 'advanced', execArgv: [...jobImports], silent: true })
    const stdout = child.stdout!.pipe(new PassThrough())
    const stderr = child.stderr!.pipe(new PassThrough())
    // As Electron does, whatever is still under way.
    const emit = child.emit.bind(child)
    child.emit = (name: string, ...details: unknown[]) => {
      const isHeard = emit(name, ...details)
      if (name === 'exit') for (const stream of [stdout, stderr]) stream.removeAllListeners()
      return isHeard
    }
    return Object.assign(child, {
      stdout,
      stderr,
      postMessage: (message: unknown) => void child.send(message as object)
    })
  }
}
