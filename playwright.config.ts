import { defineConfig } from '@playwright/test'
import { browserArguments, findBrowser } from './scripts/setup/browser.mjs'

const executablePath = findBrowser()

export default defineConfig({
  testDir: 'test/e2e',
  timeout: 180_000,
  expect: { timeout: 15_000 },
  fullyParallel: false,
  workers: 1,
  retries: 0,
  reporter: 'list',
  use: {
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: { ...(executablePath ? { executablePath } : {}), args: browserArguments }
  }
})
