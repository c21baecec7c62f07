import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { count, kindOf } from '../../src/renderer/shell/words.ts'
import type { Case, RecordingExpected } from '../cases/case.ts'
import { expect, startApp, test } from './app.ts'

/** What a person reads of inputs as others make them; what the numbers come to is told by test/cases. */
const shown = [
  'large-pictures',
  'table-frame-id',
  'table-decimal-comma',
  'table-iso-time',
  'udacity-decimal-comma',
  'udacity-utf16',
  'udacity-centre-only',
  'udacity-index-column',
  'tub-autopilot-only',
  'csv-frames-from-1',
  'csv-sep-line',
  'mcap-same-log-times',
  'mcap-raw-image',
  'exif-upside-down',
  'pictures-webp',
  'lfs-pointer'
]

const cases = await Promise.all(
  shown.map(async (name) => ({
    name,
    ...((await import(`../cases/${name}/case.ts`)) as { default: Case }).default
  }))
)

let folder: string
let server: Awaited<ReturnType<typeof startApp>>
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanegaze-e2e-'))
  server = await startApp(join(folder, 'data'))
})
test.afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Forgets all drives: the same pictures with another log would be known already. */
async function forgetDrives(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (const { id } of (await (await fetch('/api/drives')).json()) as { id: string }[])
      await fetch(`/api/drives/${id}`, { method: 'DELETE' })
  })
}

for (const { name, about, make, expect: all } of cases) {
  test(`${name}: ${about}`, async ({ page }) => {
    const expected = all.find((each) => each.with === undefined)
    if (!expected) throw new Error(`${name} has nothing that is opened as it is`)
    mkdirSync(join(folder, name))
    await make(join(folder, name))
    await page.goto(server.address)
    await forgetDrives(page)
    await page.reload()
    const what = 'model' in expected ? 'model' : 'drive'
    await page.getByRole('button', { name: `Open a ${what}…` }).click()
    await page.getByLabel('Where it lies').fill(join(folder, name, expected.open))
    await page.getByRole('button', { name: 'Open', exact: true }).click()

    if ('refused' in expected) {
      const alert = page.getByRole('dialog').getByRole('alert')
      await expect(alert).toHaveText(expected.refused)
      expect((await alert.innerText()).split('\n')).toHaveLength(1)
    } else if ('several' in expected) {
      const sheet = page.getByRole('dialog', { name: `This folder holds ${expected.several.length} recordings` })
      await expect(sheet.getByRole('button')).toHaveCount(expected.several.length + 1)
    } else if ('recording' in expected) await expectDrive(page, expected.recording)
    else await expectWarnings(page, expected.model.warnings)
  })
}

/** The page of the drive says what it is taken for, how long it is, whether steering was recorded, and what was odd. */
async function expectDrive(page: Page, { kind, frames, size, steering, warnings }: RecordingExpected['recording']) {
  const fact = (name: string) => page.locator('dt', { hasText: new RegExp(`^${name}$`) }).locator('+ dd')
  await expect(fact('Taken for')).toContainText(`${kindOf(kind)}: `)
  await expect(fact('Length')).toContainText(count(frames, 'frame'))
  if (size) await expect(fact('Pictures')).toContainText(size.join(' × '))
  if (steering) {
    const isRecorded = steering.some((value) => value !== null)
    await expect(fact('Steering')).toHaveText(isRecorded ? 'recorded' : 'not recorded')
  }
  await expect(page.getByRole('img', { name: /^A frame of / })).toHaveJSProperty('complete', true)
  await expectWarnings(page, warnings)
}

async function expectWarnings(page: Page, warnings: readonly RegExp[]): Promise<void> {
  for (const warning of warnings) await expect(page.locator('p.warning').filter({ hasText: warning })).toBeVisible()
}
