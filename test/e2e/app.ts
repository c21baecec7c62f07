import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { test as base, type Page } from '@playwright/test'
import { watchPage } from './defects.ts'

const command = resolve(import.meta.dirname, '../../out/main/cli.js')

/** Starts the built app on a free port, with a library of its own, and gives the address that it prints. */
export async function startApp(dataDir: string): Promise<{ address: string; stop: () => Promise<void> }> {
  const child = spawn('node', [command, 'serve', '--port', '0', '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const stop = async () => {
    if (child.exitCode !== null) return
    const ended = new Promise((done) => child.once('exit', done))
    child.kill()
    await ended
  }
  return { address: await printedAddress(child), stop }
}

async function printedAddress(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the app has no output')
  for await (const line of createInterface(child.stdout)) {
    const address = /http:\/\/\S+/.exec(line)?.[0]
    if (address) return address
  }
  throw new Error(`the app ended (${child.exitCode}) before it printed its address`)
}

interface Fixtures {
  /** An empty folder of the test's own. */
  folder: string
  /** The app's first screen, in a browser, with a fresh library. */
  app: Page
  /** The review of the sample at its worst frame. Its library is shared by all tests: leave it as it was. */
  review: Page
}

interface SharedFixtures {
  /** The address of the review of the sample, in an app where it is analysed. */
  analysed: { home: string; hash: string }
}

export const test = base.extend<Fixtures, SharedFixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'lanegaze-e2e-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  page: async ({ page }, use) => {
    const watched = watchPage(page)
    await use(page)
    const defects = await watched.defects()
    if (defects.length > 0) throw new Error(`errors inside the program:\n${defects.join('\n')}`)
  },
  app: async ({ page, folder }, use) => {
    const { address, stop } = await startApp(join(folder, 'data'))
    try {
      await page.goto(address)
      await use(page)
    } finally {
      await stop()
    }
  },
  analysed: [
    async ({ browser }, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'lanegaze-e2e-'))
      const { address, stop } = await startApp(folder)
      try {
        const page = await browser.newPage()
        await page.goto(address)
        await openSample(page)
        const hash = new URL(page.url()).hash
        await page.close()
        await use({ home: address, hash })
      } finally {
        await stop()
        await rm(folder, { recursive: true, force: true })
      }
    },
    { scope: 'worker', timeout: 150_000 }
  ],
  review: async ({ page, analysed }, use) => {
    await page.goto(analysed.home)
    await page.evaluate((hash) => (location.hash = hash), analysed.hash)
    await page.getByRole('slider', { name: 'Timeline' }).waitFor()
    await use(page)
  }
})

export { expect } from '@playwright/test'

/** Waits on the first screen until the sample is analysed, and goes to the worst frame of the model that strays most. */
export async function openSample(app: Page): Promise<void> {
  await app.getByRole('link', { name: /^Show what the .* looks at$/ }).click({ timeout: 120_000 })
  await app.getByRole('slider', { name: 'Timeline' }).waitFor()
}

/** The number of the frame that the review is at. */
export async function frameNumber(app: Page): Promise<number> {
  return Number(await app.getByRole('slider', { name: 'Timeline' }).getAttribute('aria-valuenow'))
}
