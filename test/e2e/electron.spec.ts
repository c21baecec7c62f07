import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, expect, test } from '@playwright/test'
import { electronProgram, hasDisplay } from '../../scripts/setup/electron.mjs'
import { watchPage } from './defects.ts'
import { root } from '../../scripts/setup/run.mjs'

const program = electronProgram()

test('the desktop app opens its window in Electron itself', async () => {
  test.skip(program === null, 'the Electron runtime is not on this machine')
  test.skip(!hasDisplay(), 'there is no display')
  const dataDir = mkdtempSync(join(tmpdir(), 'lanegaze-electron-'))
  const app = await _electron.launch({
    executablePath: program ?? '',
    args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    env: { ...process.env, LANEGAZE_DATA_DIR: dataDir }
  })
  const page = await app.firstWindow()
  const watched = watchPage(page)
  await expect(page).toHaveTitle(/Lanegaze/)
  expect(new URL(page.url()).protocol).toBe('app:')
  expect(await page.evaluate(() => window.lanegazeHost?.kind)).toBe('desktop')
  expect(await page.evaluate(() => 'require' in window)).toBe(false)
  expect(await watched.defects()).toEqual([])
  await app.close()
})
