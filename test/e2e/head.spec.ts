import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { writeJetbotDrive, writeJetbotModel } from '../fixtures/jetbotDrive.ts'
import { expect, test } from './app.ts'

/** Opens what lies at a path from the library, as a person does on a web page. */
async function open(app: Page, what: 'drive' | 'model', path: string): Promise<void> {
  await app.evaluate(() => (location.hash = '#/'))
  await app.getByRole('button', { name: `Open a ${what}…` }).click()
  await app.getByLabel('Where it lies on the machine that runs Lanegaze').fill(path)
  await app.getByRole('button', { name: 'Open', exact: true }).click()
}

test('what a model steers by is chosen beside the recorded steering, kept, and analysed', async ({ app, folder }) => {
  writeJetbotDrive(join(folder, 'track'), 48)
  const model = await writeJetbotModel(join(folder, 'best_steering_model_xy.onnx'))
  // Analyses go one after the other, and those of the sample would come first.
  await app.evaluate(async () => {
    for (const { id } of (await (await fetch('/api/drives')).json()) as { id: string }[])
      await fetch(`/api/drives/${id}`, { method: 'DELETE' })
  })
  await app.reload()
  await open(app, 'drive', join(folder, 'track'))
  await expect(app.getByRole('heading', { level: 1, name: 'track' })).toBeVisible()
  await open(app, 'model', model)
  await expect(app.getByRole('heading', { name: 'What to explain' })).toBeVisible()
  const preset = (name: string) => app.getByRole('radio', { name })
  await expect(preset('One of its numbers')).toBeChecked()

  // The number that the guess took is tried on the drive that was driven so.
  await app.getByRole('button', { name: 'Try it' }).click()
  const chart = app.getByRole('img', { name: 'The steering so taken, beside the recorded one' })
  await expect(chart).toBeVisible({ timeout: 60_000 })
  await expect(app.getByText('r = 1.00').first()).toBeVisible()
  const curve = (): Promise<string | null> => chart.locator('path.predicted').getAttribute('d')
  const first = await curve()

  // Another number is another curve, and what the model does not give is said.
  await app.getByLabel('Number in ‘xy’').fill('1')
  await expect.poll(curve).not.toBe(first)
  await app.getByLabel('Number in ‘xy’').fill('2')
  await expect(app.getByText("The output 'xy' gives 2 numbers.")).toBeVisible()
  const save = app.getByRole('button', { name: 'Save', exact: true })
  await expect(save).toBeDisabled()

  await preset('JetBot: direction to the target').check()
  await expect(app.getByLabel('x is number')).toHaveValue('0')
  await expect(app.getByRole('combobox', { name: 'Unit' })).toHaveValue('rad')
  await expect(app.getByText('model (rad)')).toBeVisible()
  await expect(app.getByText('recorded ‘x’ (normalised)')).toBeVisible()
  await expect(
    app.getByText(/^48 frames, up is left, each on a scale of its own; left \d\.\d{3} rad to right \d\.\d{3} rad/)
  ).toBeVisible()
  await save.click()
  await expect(save).toBeDisabled()
  await app.reload()
  await expect(preset('JetBot: direction to the target')).toBeChecked()

  await app.getByRole('link', { name: 'Analyse this drive…' }).click()
  await app.getByRole('button', { name: 'Analyse', exact: true }).click()
  // The review is there as soon as the analysis has begun.
  await app.getByRole('link', { name: 'Review', exact: true }).click()
  const steers = app.locator('.predicted').filter({ hasText: /^(left|right) \d\.\d{3} rad$/ })
  await app.getByRole('region', { name: 'This frame' }).getByRole('heading').click()
  await expect(steers).toBeVisible({ timeout: 120_000 })
})
