import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { donkeycarAngle, writeDonkeycarPilot, writeDonkeycarTub } from '../fixtures/donkeycarDrive.ts'
import { expect, frameNumber, test } from './app.ts'

/** Opens what lies at a path from the library, as a person does on a web page. */
async function open(app: Page, what: 'drive' | 'model', path: string): Promise<void> {
  await app.evaluate(() => (location.hash = '#/'))
  await app.getByRole('button', { name: `Open a ${what}…` }).click()
  await app.getByLabel('Where it lies on the machine that runs Lanegaze').fill(path)
  await app.getByRole('button', { name: 'Open', exact: true }).click()
}

test('a pilot as Donkeycar saves it explains a tub, with nothing set', async ({ app, folder }) => {
  writeDonkeycarTub(join(folder, 'tub'), 60)
  const pilot = writeDonkeycarPilot(join(folder, 'mypilot.savedmodel'))
  // Analyses go one after the other, and those of the sample would come first.
  await app.evaluate(async () => {
    for (const { id } of (await (await fetch('/api/drives')).json()) as { id: string }[])
      await fetch(`/api/drives/${id}`, { method: 'DELETE' })
  })
  await app.reload()
  await open(app, 'model', pilot)
  await expect(app.getByRole('heading', { level: 1, name: /^mypilot\.savedmodel/ })).toBeVisible()
  await expect(app.getByText('TensorFlow SavedModel')).toBeVisible()
  await expect(app.getByText(/the input is 120x160x3 as Donkeycar records/)).toBeVisible()
  await expect(app.getByLabel('Values times')).toHaveValue(String(1 / 255))
  await expect(app.getByRole('combobox', { name: 'Output' })).toContainText('n_outputs0')

  await open(app, 'drive', join(folder, 'tub'))
  await expect(app.getByText(/^Donkeycar tub: it has its manifest/)).toBeVisible()
  await app.getByRole('button', { name: 'Analyse', exact: true }).click()
  // The review is there as soon as the analysis has begun.
  await app.getByRole('link', { name: 'Review', exact: true }).click()
  await expect(app.getByText('r 1.00')).toBeVisible({ timeout: 120_000 })
  await expect(app.getByText('Gradient beats chance on this model', { exact: true })).toBeVisible({ timeout: 120_000 })

  // Where the car steers most to the right the map lies on the square, 85 % across and 57 % down the picture.
  const timeline = app.getByRole('slider', { name: 'Timeline' })
  await timeline.focus()
  await timeline.press('Home')
  for (let frame = 0; frame < 8; frame++) await timeline.press('ArrowRight')
  await expect.poll(() => frameNumber(app)).toBe(8)
  const now = app.getByRole('region', { name: 'This frame' })
  const steering = donkeycarAngle(8).toFixed(2)
  await expect(now).toContainText(new RegExp(`Model steers\\s*right ${steering}`))
  await expect(now).toContainText(new RegExp(`Recorded\\s*right ${steering}`))
  await expect(now).toContainText(/middle\s8[4-6]\s%\sacross,\s5[6-8]\s%\sdown/)
})
