import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { writePictures } from '../fixtures/loggedDrives.ts'
import { range } from '../../testing/recordings.ts'
import { writeSmallModel } from '../../testing/smallDrive.ts'
import { expect, test } from './app.ts'

/** Opens what lies at a path from the library, as a person does on a web page. */
async function open(app: Page, what: 'drive' | 'model', path: string): Promise<void> {
  await app.evaluate(() => (location.hash = '#/'))
  await app.getByRole('button', { name: `Open a ${what}…` }).click()
  await app.getByLabel('Where it lies on the machine that runs Lanegaze').fill(path)
  await app.getByRole('button', { name: 'Open', exact: true }).click()
}

const title = (app: Page, name: string) => app.getByRole('heading', { level: 1, name, exact: true })

const FRAMES = 24
const steering = (i: number): string => (0.5 * Math.sin(i / 4)).toFixed(4)

test('a person says what the numbers in names are, sees it at once, and it is kept', async ({ app, folder }) => {
  const name = (i: number): string => `run_v${(5 + i / 10).toFixed(1)}_a${steering(i)}_n${100 + 2 * i}.jpg`
  writePictures(range(0, FRAMES).map((i) => join(folder, 'mine', name(i))))
  await open(app, 'drive', join(folder, 'mine'))
  await expect(title(app, 'mine')).toBeVisible()
  await expect(app.getByText(/hold 3 numbers of which nobody has said what they are/)).toBeVisible()
  const form = app.locator('form', { has: app.getByRole('heading', { name: 'Numbers in the names' }) })
  await form.getByLabel(/^Number 1/).selectOption('speed')
  await form.getByLabel(/^Number 2/).selectOption('steering')
  await form.getByLabel(/^Number 3/).selectOption('frame')
  await expect(form.getByText('100 to 146')).toBeVisible()
  await expect(form.getByRole('img', { name: 'Steering in the names' })).toBeVisible()
  await expect(form.getByTitle('steering', { exact: true }).first()).toHaveText(steering(0))
  await form.getByRole('button', { name: 'Read the names' }).click()
  await expect(app.getByRole('heading', { name: 'Recorded steering' })).toBeVisible()
  await expect(app.getByText('recorded', { exact: true })).toBeVisible()
  await app.reload()
  await expect(form.getByLabel(/^Number 2/)).toHaveValue('steering')
  await form.getByRole('button', { name: 'Do not read them' }).click()
  await expect(app.getByText('not recorded', { exact: true })).toBeVisible()
})

test('JetBot from names alone, as far as the review', async ({ app, folder }) => {
  const uuid = (i: number): string => `${(0x1000_0000 + 2_000_000 * i).toString(16)}-1111-11eb-8888-0242ac120002`
  const x = (i: number): number => 24 + Math.round(20 * Math.sin(i / 4))
  writePictures(
    range(0, FRAMES).map((i) => join(folder, 'jetbot', `xy_${String(x(i)).padStart(3, '0')}_020_${uuid(i)}.jpg`))
  )
  await reviewed(app, folder, 'jetbot')
})

test("SullyChen's data.txt, as far as the review, with its sign as a person says", async ({ app, folder }) => {
  mkdirSync(join(folder, 'sully'))
  writePictures(range(0, FRAMES).map((i) => join(folder, 'sully', 'data', `${i}.jpg`)))
  const rows = range(0, FRAMES).map(
    (i) => `${i}.jpg ${(100 * Number(steering(i))).toFixed(2)},2018-07-01 17:09:44:${i * 33}\n`
  )
  writeFileSync(join(folder, 'sully', 'data.txt'), rows.join(''))
  await open(app, 'drive', join(folder, 'sully', 'data'))
  const unsaid = app.getByText(/data\.txt does not say which way "steering" turns the car/)
  await expect(unsaid).toBeVisible()
  await app.getByLabel('Positive is').selectOption('right')
  await app.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(unsaid).toHaveCount(0)
  await reviewed(app, folder, 'sully')
})

/** Opens a drive below `folder`, analyses it and looks at its review. */
async function reviewed(app: Page, folder: string, name: string): Promise<void> {
  // Analyses go one after the other, and those of the sample would come first.
  await app.evaluate(async () => {
    for (const { id, sample } of (await (await fetch('/api/drives')).json()) as { id: string; sample: boolean }[])
      if (sample) await fetch(`/api/drives/${id}`, { method: 'DELETE' })
  })
  await app.reload()
  mkdirSync(join(folder, 'model'))
  await open(app, 'model', await writeSmallModel(join(folder, 'model')))
  await app.getByRole('heading', { level: 1 }).waitFor()
  await open(app, 'drive', join(folder, name))
  await expect(title(app, name)).toBeVisible()
  await expect(app.getByText('recorded', { exact: true })).toBeVisible()
  await app.getByRole('button', { name: 'Analyse', exact: true }).click()
  await app.getByRole('link', { name: 'Review', exact: true }).click({ timeout: 120_000 })
  await expect(app.getByRole('slider', { name: 'Timeline' })).toBeVisible({ timeout: 60_000 })
}
