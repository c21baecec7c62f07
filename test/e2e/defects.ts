import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { takeDefects } from '../defects/watched.ts'

/** Where the apps that tests start take down errors inside the program; they inherit it. */
const file = join(tmpdir(), `lanegaze-defects-${process.pid}`)
process.env['LANEGAZE_DEFECTS'] = file

/** Chromium's own word for an answer that is not a good one; what it says is on the page. */
const ANSWER = /^Failed to load resource: the server responded with a status of (4\d\d|503)/

/** Watches a page for errors that it throws, logs or shows; `defects` takes what it saw, and what its servers took down. */
export function watchPage(page: Page): { defects: () => Promise<string[]> } {
  const seen: string[] = []
  page.on('pageerror', (error) => seen.push(String(error.stack)))
  page.on('console', (message) => {
    if (message.type() === 'error' && !ANSWER.test(message.text())) seen.push(`console: ${message.text()}`)
  })
  return {
    async defects() {
      const shown = page.isClosed() ? 0 : await page.getByText('Something went wrong inside').count()
      return [...seen, ...(shown > 0 ? ['the page says that something went wrong inside'] : []), ...takeDefects(file)]
    }
  }
}
