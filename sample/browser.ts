import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBrowser } from '../scripts/setup/browser.mjs'

/** A browser without a window that shows one page. */
export interface Browser {
  /** Settles when it has ended, with its last words. */
  ended: Promise<string>
  close(): Promise<void>
}

const flags = [
  '--headless=new',
  '--no-sandbox',
  '--no-first-run',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  // Keeps it open with nobody attached.
  '--remote-debugging-port=0'
]

/**
 * Opens Chromium on a page. It is not driven through its debugger, which would send every picture around a second time as text.
 * @throws Error where there is no Chromium.
 */
export async function openBrowser(address: string): Promise<Browser> {
  const program = findBrowser()
  if (!program) throw new Error('There is no Chromium: install it, or set CHROMIUM_BIN to where it is.')
  const profile = await mkdtemp(join(tmpdir(), 'lanegaze-renderer-'))
  const child = spawn(program, [...flags, `--user-data-dir=${profile}`, address], {
    stdio: ['ignore', 'ignore', 'pipe']
  })
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  let words = ''
  child.stderr.on('data', (text: Buffer) => (words = (words + text.toString()).slice(-2000)))
  const ended = once(child, 'close').then(() => words.trim())
  return {
    ended,
    close: async () => {
      process.off('exit', kill)
      child.kill('SIGTERM')
      await ended
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}
