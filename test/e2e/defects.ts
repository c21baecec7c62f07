import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { takeDefects } from '../defects/watched.ts'

/** Where the apps that tests start take down errors inside the program; they inherit it. */
const file = join(tmpdir(), `lanegaze-defects-${process.pid}`)
process.env['LANEGAZE_DEFECTS'] = file

/** Chromium's own words for an answer that refuses, which the page says, and for a server that a test has stopped. */
const NO_DEFECT = /^Failed to load resource: (net::|the server responded with a status of (4\d\d|503))/

/** Watches a page for errors that it throws, logs or shows; `defects` takes what it saw, and what its servers took down. */
export function watchPage(page: Page): { defects: () => Promise<string[]> } {
  const seen: string[] = []
  page.on('pageerror', (error) => seen.push(String(error.stack)))
  page.on('console', (message) => {
    if (message.type() === 'error' && !NO_DEFECT.test(message.text())) seen.push(`console: ${message.text()}`)
  })
  return {
    async defects() {
      const shown = page.isClosed() ? 0 : await page.getByText('Something went wrong inside').count()
      return [...seen, ...(shown > 0 ? ['the page says that something went wrong inside'] : []), ...takeDefects(file)]
    }
  }
}
