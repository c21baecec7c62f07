import { join, resolve } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { nodeSpawner } from '../../../src/main/app.ts'
import { serve } from '../../../src/main/hosts/serve/serve.ts'
import { browserArguments, findBrowser } from '../../setup/browser.mjs'
import { makeLibrary } from './makeLibrary.ts'

const DRIVES = 1000

const root = resolve(import.meta.dirname, '../../..')

/** What people wait for in the library. Times are milliseconds. */
export interface LibraryPage {
  /** From loading the page to the list on the screen. */
  shown: number
  /** From pressing a key in the search to the shorter list on the screen; the slowest of some. */
  searched: number
  /** From choosing 'Not analysed' and back to 'All' to the list on the screen; the slower one. */
  filtered: number
  /** For how long the page was at work in each of these: what they take where nothing else runs. */
  work: { shown: number; searched: number; filtered: number }
}

/** Opens a library of 1,000 drives, most of them analysed, in a browser, `rounds` times, in rising order of the time until it is shown. */
export async function libraryPages(
  folder: string,
  rounds: number,
  say: (line: string) => void
): Promise<LibraryPage[]> {
  say(`library of ${DRIVES} drives: making it`)
  const dataDir = join(folder, 'library')
  makeLibrary(dataDir, DRIVES)
  const app = await serve({
    port: 0,
    dataDir,
    spawner: nodeSpawner(new URL('../../../src/main/analysis/jobMain.ts', import.meta.url)),
    sampleDir: null,
    rendererDir: join(root, 'out/renderer')
  })
  const executablePath = findBrowser()
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: browserArguments })
  try {
    const measured: LibraryPage[] = []
    // The first round is for what is loaded at first use.
    for (let round = 0; round <= rounds; round++) {
      if (round > 0) say(`library of ${DRIVES} drives: round ${round} of ${rounds}`)
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
      const found = await measurePage(page, app.address)
      if (round > 0) measured.push(found)
      await page.close()
    }
    return measured.toSorted((a, b) => a.shown - b.shown)
  } finally {
    await browser.close()
    await app.close()
  }
}

/** A table of medians. */
export function libraryTable(measured: readonly LibraryPage[]): string {
  const row = (name: string, cells: readonly string[]) => name.padEnd(40) + cells.map((c) => c.padStart(11)).join('')
  const middle = (of: (one: LibraryPage) => number) =>
    measured.map(of).toSorted((a, b) => a - b)[measured.length >> 1] ?? 0
  const line = (name: string, of: 'shown' | 'searched' | 'filtered') => {
    const times = [middle((one) => one[of]), middle((one) => one.work[of])]
    return row(
      `  ${name}`,
      times.map((time) => `${Math.round(time)} ms`)
    )
  }
  return [
    row(`Library of ${DRIVES} drives`, ['on screen', 'page works']),
    line('page loaded', 'shown'),
    line('search, five keys (on screen: slowest)', 'searched'),
    line('filter and back (on screen: slower)', 'filtered')
  ].join('\n')
}

async function measurePage(page: Page, address: string): Promise<LibraryPage> {
  const protocol = await page.context().newCDPSession(page)
  await protocol.send('Performance.enable')
  const worked = async (): Promise<number> => {
    const { metrics } = await protocol.send('Performance.getMetrics')
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0)
  }
  await page.addInitScript(noteWhenDrawn)
  await page.goto(address)
  const shown = await drawn(page, 'load')
  const work = { shown: await worked(), searched: 0, filtered: 0 }
  await page.waitForLoadState('networkidle')

  let before = await worked()
  await page.getByRole('searchbox').focus()
  const searched: number[] = []
  for (const key of 'night') {
    await page.keyboard.press(key)
    searched.push(await drawn(page, 'keydown'))
  }
  work.searched = (await worked()) - before
  await page.getByRole('searchbox').fill('')
  await page.waitForLoadState('networkidle')

  before = await worked()
  const filtered: number[] = []
  for (const name of ['Not analysed', 'All']) {
    await page.getByRole('button', { name, exact: true }).click()
    filtered.push(await drawn(page, 'pointerdown'))
  }
  work.filtered = (await worked()) - before
  return { shown, searched: Math.max(...searched), filtered: Math.max(...filtered), work }
}

/** Runs in the page: measures from loading, key and click until the screen shows what follows, each by its name. */
function noteWhenDrawn(): void {
  const drawn = (name: string, start: number): void => {
    // A task after the next frame: by then it is laid out and painted.
    requestAnimationFrame(() => setTimeout(() => performance.measure(name, { start, end: performance.now() })))
  }
  for (const name of ['keydown', 'pointerdown'])
    addEventListener(name, ({ timeStamp }) => drawn(name, timeStamp), { capture: true })
  const observer = new MutationObserver(() => {
    if (!document.querySelector('.drives > .drive')) return
    observer.disconnect()
    drawn('load', 0)
  })
  observer.observe(document, { childList: true, subtree: true })
}

/** Milliseconds of the last thing of this name that was drawn; each is told once. */
async function drawn(page: Page, name: string): Promise<number> {
  await page.waitForFunction((wanted) => performance.getEntriesByName(wanted, 'measure').length > 0, name)
  return page.evaluate((wanted) => {
    const duration = performance.getEntriesByName(wanted, 'measure').at(-1)!.duration
    performance.clearMeasures(wanted)
    return duration
  }, name)
}
