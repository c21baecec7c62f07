import { copyFile, readFile, readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { writeShortDriveModel } from '../fixtures/shortDrive.ts'
import { expect, test } from './app.ts'

const sample = resolve(import.meta.dirname, '../../resources/sample')

async function sampleFile(ending: RegExp): Promise<string> {
  const found = (await readdir(sample, { recursive: true })).find((name) => ending.test(name))
  if (!found) throw new Error(`the sample has no file ${ending}`)
  return join(sample, found)
}

async function open(app: Page, what: 'drive' | 'model', path: string, signals?: string): Promise<void> {
  await app.getByRole('button', { name: `Open a ${what}…` }).click()
  await app.getByLabel('Where it lies').fill(path)
  if (signals) await app.getByLabel('Table of signals').fill(signals)
  await app.getByRole('button', { name: 'Open', exact: true }).click()
}

/** One sentence, named after the file, where the path was given; the app goes on. */
async function refused(app: Page, says: RegExp): Promise<void> {
  const alert = app.getByRole('dialog').getByRole('alert')
  await expect(alert).toHaveText(says)
  expect((await alert.innerText()).split('\n')).toHaveLength(1)
  await app.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await expect(app.getByRole('button', { name: 'Open a drive…' })).toBeEnabled()
}

const network = (kind: string) => ({
  format: 'layers-model',
  modelTopology: {
    model_config: {
      class_name: 'Sequential',
      config: {
        name: 'm',
        layers: [{ class_name: kind, config: { name: 'odd_one', batch_input_shape: [null, 66, 200, 3] } }]
      }
    }
  },
  weightsManifest: []
})

test('nothing at the path', async ({ app, folder }) => {
  await open(app, 'drive', join(folder, 'nowhere.mp4'))
  await refused(app, /nowhere\.mp4/)
})

test('a file that is not a video', async ({ app, folder }) => {
  const file = join(folder, 'holiday.mp4')
  await writeFile(file, 'Dear diary, today I drove.\n'.repeat(50))
  await open(app, 'drive', file)
  await refused(app, /holiday\.mp4/)
})

test('a table without a steering column', async ({ app, folder }) => {
  const table = join(folder, 'log.csv')
  await writeFile(table, 'time,coffee\n0,1\n1,2\n')
  await open(app, 'drive', await sampleFile(/\.(mp4|mkv|webm)$/), table)
  await refused(app, /log\.csv.*steering/)
})

test('a model with a layer that nobody knows', async ({ app, folder }) => {
  const file = join(folder, 'model.json')
  await writeFile(file, JSON.stringify(network('CapsuleRouter')))
  await open(app, 'model', file)
  await refused(app, /CapsuleRouter/)
})

test('a truncated .h5', async ({ app, folder }) => {
  const file = join(folder, 'half.h5')
  await writeShortDriveModel(file)
  const whole = await readFile(file)
  await writeFile(file, whole.subarray(0, whole.length / 2))
  await open(app, 'model', file)
  await refused(app, /half\.h5/)
})

test('a truncated video opens with a warning, or is refused in one sentence', async ({ app, folder }) => {
  const whole = await sampleFile(/\.(mp4|mkv|webm)$/)
  const file = join(folder, `short${whole.slice(whole.lastIndexOf('.'))}`)
  await copyFile(whole, file)
  await writeFile(file, (await readFile(whole)).subarray(0, 20_000))
  await open(app, 'drive', file)
  await expect(app.getByRole('alert').or(app.getByRole('heading', { name: 'short' }))).toBeVisible()
})

test('an address of something that is gone', async ({ app }) => {
  await app.evaluate(() => (location.hash = '#/review/0000000000000000?frame=5'))
  await expect(app.getByRole('alert')).toContainText('Back to the library')
  await app.getByRole('link', { name: 'Back to the library' }).last().click()
  await expect(app.getByRole('heading', { level: 1 })).toContainText('See where a steering model looks')
})
