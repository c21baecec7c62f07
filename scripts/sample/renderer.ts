import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from '@playwright/test'
import { rolldown } from 'rolldown'
import type { SamplePage } from './scene/page.ts'
import type { Sheet, View } from './scene/view.ts'
import type { WorldSpec } from './world/world.ts'

/** Takes pictures of worlds in a browser without a window. */
export interface Renderer {
  /** Hash of the code that draws: pictures of the same plan and fingerprint are the same. */
  fingerprint: string
  show(spec: WorldSpec): Promise<void>
  /** RGB bytes [views, height, width, 3]. */
  take(views: View[], sheet: Sheet): Promise<Uint8Array>
  close(): Promise<void>
}

declare global {
  var samplePage: SamplePage
}

const flags = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader'
]

/** Bundles the scene, opens the browser and hands it the bundle over loopback, where the pictures come back too. */
export async function openRenderer(): Promise<Renderer> {
  const script = await bundle(fileURLToPath(new URL('scene/page.ts', import.meta.url)))
  const post = await openPost(script)
  const browser = await openBrowser()
  const page = await browser.newPage()
  const failures: string[] = []
  page.on('pageerror', (error) => failures.push(error.message))
  page.on('console', (message) => message.type() === 'error' && failures.push(message.text()))
  await page.goto(post.address)
  await page.waitForFunction(() => 'samplePage' in globalThis).catch((error: unknown) => {
    throw new Error(`the scene did not start: ${failures.join('; ') || String(error)}`)
  })
  return {
    fingerprint: createHash('sha256').update(script).digest('hex'),
    show: (spec) => page.evaluate((wanted) => globalThis.samplePage.show(wanted), spec),
    take: (views, sheet) => take(page, post, views, sheet),
    close: async () => {
      await browser.close()
      post.server.close()
    }
  }
}

async function take(page: Page, post: Post, views: View[], sheet: Sheet): Promise<Uint8Array> {
  const ask = { views, sheet, address: post.address }
  const [bytes] = await Promise.all([
    post.next(),
    page.evaluate(({ views, sheet, address }) => globalThis.samplePage.take(views, sheet, address), ask)
  ])
  return bytes
}

async function bundle(entry: string): Promise<string> {
  const build = await rolldown({ input: entry, logLevel: 'silent' })
  const { output } = await build.generate({ format: 'iife' })
  await build.close()
  return output[0].code
}

async function openBrowser(): Promise<Browser> {
  const places = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome']
  const executablePath = places.find((place) => place && existsSync(place))
  return chromium.launch({ args: flags, ...(executablePath ? { executablePath } : {}) })
}

interface Post {
  server: Server
  address: string
  /** The body of the next parcel that the page sends. */
  next(): Promise<Uint8Array>
}

async function openPost(script: string): Promise<Post> {
  const waiting: ((bytes: Uint8Array) => void)[] = []
  const server = createServer((request, response) => {
    if (request.method !== 'POST') {
      const [type, body] = request.url === '/scene.js' ? ['text/javascript', script] : ['text/html', '<script src="scene.js" async></script>']
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body)
      return
    }
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      waiting.shift()?.(Buffer.concat(parts))
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const place = server.address()
  if (place === null || typeof place === 'string') throw new Error('the loopback server has no port')
  return {
    server,
    address: `http://127.0.0.1:${place.port}/`,
    next: () => new Promise((resolve) => waiting.push(resolve))
  }
}
