/** Takes the pictures of the README: builds nothing, starts the built app on a library of its own, and reviews the sample. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium } from '@playwright/test'
import { openSample, startApp } from '../test/e2e/app.ts'
import { browserArguments, findBrowser } from './setup/browser.mjs'

const out = resolve(import.meta.dirname, '../docs/pictures')
const executablePath = findBrowser()
const folder = await mkdtemp(join(tmpdir(), 'lanegaze-pictures-'))
const app = await startApp(folder)
const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: browserArguments })

try {
  await mkdir(out, { recursive: true })
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const picture = (name: string) => page.screenshot({ path: join(out, `${name}.png`) })
  await page.goto(app.address)
  await page
    .getByText(/frames a second/)
    .first()
    .waitFor()
  await picture('1-first-start')
  await page.getByRole('link', { name: /^Show what/ }).waitFor({ timeout: 300_000 })
  await picture('2-comparison')
  await openSample(page)
  await page.waitForLoadState('networkidle')
  await page.mouse.move(0, 0)
  await picture('3-cheating-model')
  const frame = new URL(page.url()).hash.split('=')[1] ?? '0'
  await page.keyboard.press('e')
  await picture('lane')
  await page.goto(app.address)
  const honest = await page.getByRole('link', { name: 'Honest model' }).first().getAttribute('href')
  await page.evaluate((hash) => (location.hash = hash), `${honest?.split('?')[0]}?frame=${frame}`)
  await page.getByRole('slider', { name: 'Timeline' }).waitFor()
  await page.waitForLoadState('networkidle')
  await picture('4-honest-model')
  process.stdout.write(`${out}\n`)
} finally {
  await browser.close()
  await app.stop()
  await rm(folder, { recursive: true, force: true })
}
