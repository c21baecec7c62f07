import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { startApp } from '../../test/e2e/app.ts'
import { writeTriageDrive } from '../../testing/triageDrive.ts'
import { browserArguments, findBrowser } from '../setup/browser.mjs'

/** Events that are judged; each once. */
const EVENTS = 110
const keys = ['c', 'd', 'u'] as const

/** What a person waits for from the key of a verdict to the next event on the screen, in milliseconds. */
export interface TriageMeasured {
  events: number
  median: number
  /** The 95th percentile. */
  slow: number
}

/**
 * How long it takes from the key of a verdict until the stage shows the next event's frame with its map: the key is
 * pressed in the page, and the frame that the stage names is looked at each time that the screen is drawn. The built app
 * in Chromium, 1440 x 900.
 */
export async function triageTimes(folder: string, say: (line: string) => void): Promise<TriageMeasured> {
  const dataDir = join(folder, 'triage')
  say(`triage: making a run of ${EVENTS} events`)
  const { runId } = writeTriageDrive(dataDir, EVENTS)
  const app = await startApp(dataDir)
  const executablePath = findBrowser()
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: browserArguments })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(`${app.address}#/review/${runId}`)
    await page.getByRole('img', { name: /^Frame \d+/ }).waitFor()
    await page.waitForLoadState('networkidle')
    say('triage: judging')
    const times: number[] = []
    for (let i = 0; i < EVENTS - 1; i++) times.push(await judge(page, keys[i % keys.length]!))
    times.sort((a, b) => a - b)
    const part = (quantile: number): number => times[Math.min(times.length - 1, Math.floor(quantile * times.length))]!
    return { events: times.length, median: part(0.5), slow: part(0.95) }
  } finally {
    await browser.close()
    await app.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Presses a key, and waits until another frame is on the stage and drawn. */
function judge(page: Page, key: string): Promise<number> {
  return page.evaluate(
    (pressed) =>
      new Promise<number>((done, failed) => {
        const shown = (): string | null =>
          [...document.querySelectorAll('[role=img]')]
            .map((each) => each.getAttribute('aria-label'))
            .find((label) => label?.startsWith('Frame ')) ?? null
        const before = shown()
        const began = performance.now()
        window.dispatchEvent(new KeyboardEvent('keydown', { key: pressed, bubbles: true }))
        const look = (): void => {
          const waited = performance.now() - began
          if (waited > 10_000) failed(new Error(`nothing came after '${pressed}'`))
          // What is named was painted in the frame before.
          else if (shown() !== before) requestAnimationFrame(() => done(performance.now() - began))
          else requestAnimationFrame(look)
        }
        requestAnimationFrame(look)
      }),
    key
  )
}

/** A table of it. */
export function triageTable({ events, median, slow }: TriageMeasured): string {
  return [
    `Triage: from the key of a verdict to the next event on the stage, ${events} events`,
    `  median ${median.toFixed(0)} ms, 95 % ${slow.toFixed(0)} ms (wanted: 200 ms)`
  ].join('\n')
}
