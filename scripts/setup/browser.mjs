import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { aptInstall, canUseApt, tail } from './run.mjs'
import { SetupError, say } from './say.mjs'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'
]

/**
 * Path of a Chromium for Playwright: CHROMIUM_BIN, Playwright's own, the system's; null where there is none.
 * @returns {string | null}
 */
export function findBrowser() {
  const { chromium } = createRequire(import.meta.url)('@playwright/test')
  const candidates = [process.env.CHROMIUM_BIN, chromium.executablePath(), ...places]
  return candidates.find((place) => place && existsSync(place)) ?? null
}

/** Arguments with which Chromium runs headless, as root, without a GPU and without looking for a network. */
export const browserArguments = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader'
]

/** A Chromium for the end-to-end tests, the screenshots and the sample's renderer. */
export function installBrowser() {
  if (findBrowser()) return
  if (canUseApt()) {
    say('installing Chromium (apt-get)')
    const result = aptInstall('chromium')
    if (findBrowser()) return
    throw new SetupError(`apt-get could not install Chromium; the end-to-end tests need it:\n${tail(result.output)}`)
  }
  throw new SetupError('there is no Chromium, and the end-to-end tests need one; run: npx playwright install chromium')
}
