import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { layer, sequential } from '../fixtures/modelConfigs.ts'
import { seededWeights, writeKerasH5 } from '../../testing/modelFiles.ts'
import { expect, test } from './app.ts'

async function openModel(app: Page, path: string): Promise<void> {
  await app.getByRole('button', { name: 'Open a model…' }).click()
  await app.getByLabel('Where it lies').fill(path)
  await app.getByRole('button', { name: 'Open', exact: true }).click()
}

test('a recipe is looked at, changed, and taken to a drive', async ({ app }) => {
  await app.getByRole('link', { name: /^Honest model Sample/ }).click()
  const [camera, given] = [
    app.getByRole('img', { name: /^Frame 0 of the camera/ }),
    app.getByLabel("The model's input", { exact: true })
  ]
  await expect(camera).toBeVisible()
  const before = await given.screenshot()
  const save = app.getByRole('button', { name: 'Save', exact: true })
  await expect(save).toBeDisabled()

  // The look follows the form before anything is saved.
  await app.getByRole('combobox', { name: 'Colour', exact: true }).selectOption('bgr')
  await expect(app.getByText(/^The numbers in the model's own order, Blue, Green, Red/)).toBeVisible()
  await expect.poll(async () => (await given.screenshot()).equals(before)).toBe(false)
  await expect(app.getByText('Not saved yet')).toBeVisible()
  await app.getByRole('combobox', { name: 'Colour', exact: true }).selectOption('yuv')
  await expect(save).toBeDisabled()

  await app.evaluate(() => scrollTo(0, 200))
  await app.getByRole('link', { name: 'Analyse this drive…' }).click()
  await expect(app.getByRole('heading', { name: 'Analyse this drive' })).toBeVisible()
  expect(
    await app
      .getByRole('combobox', { name: 'Model', exact: true })
      .evaluate((list) => (list as HTMLSelectElement).selectedOptions[0]?.text)
  ).toBe('Honest model')
  expect(await app.evaluate(() => scrollY)).toBe(0)
  await expect(app.getByText(/^\d+ runs? of the model for each frame, about [\d,]+ for this drive/)).toBeVisible()
  await app.goBack()
  await expect(app.getByRole('heading', { name: 'What the model is given' })).toBeVisible()
})

test('steps are added to a recipe and taken out, and the look follows', async ({ app }) => {
  await app.getByRole('link', { name: /^Honest model Sample/ }).click()
  const given = app.getByLabel("The model's input", { exact: true })
  await expect(given).toBeVisible()
  const before = await given.screenshot()
  const isAnother = async (): Promise<boolean> => !(await given.screenshot()).equals(before)
  const save = app.getByRole('button', { name: 'Save', exact: true })

  await app.getByLabel('Red and blue swapped').check()
  await expect.poll(isAnother).toBe(true)
  await app.getByLabel('Red and blue swapped').uncheck()
  await expect.poll(isAnother).toBe(false)

  await app.getByLabel('Add to the steps before the resize').selectOption('Blur')
  await app.getByLabel('Blur, pixels wide').fill('9')
  await expect.poll(isAnother).toBe(true)
  await expect(save).toBeEnabled()
  await app.getByRole('button', { name: 'Remove Blur' }).click()

  // Steps that do not follow from one another cannot be saved.
  await app.getByLabel('Add to the steps after the resize').selectOption('Equalise')
  await app.getByRole('combobox', { name: 'Equalise', exact: true }).selectOption('Y')
  await expect(app.getByText('The model gets Y, U, V.')).toBeVisible()
  await app.getByRole('button', { name: 'Remove Colour' }).click()
  await expect(app.getByText(/^The steps do not follow from one another: the picture has no channel 'y'/)).toBeVisible()
  await expect(save).toBeDisabled()
})

test('what cannot be opened says how it can be converted', async ({ app, folder }) => {
  const [weights, saved] = [join(folder, 'net.pkl'), join(folder, 'saved')]
  await writeFile(weights, Buffer.from([0x80, 2, 0x8a, 0x0a]))
  await mkdir(saved)
  await writeFile(join(saved, 'saved_model.pb'), Buffer.from([8, 1, 0x12, 0x10]))
  const alert = app.getByRole('dialog').getByRole('alert')
  await openModel(app, weights)
  await expect(alert).toHaveText(/'net\.pkl' is a pickle.*torch\.onnx\.export/)
  await app.getByLabel('Where it lies').fill(saved)
  await app.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(alert).toHaveText(/'saved_model\.pb' is damaged and cannot be read as a SavedModel of TensorFlow/)
})

test('what a Lambda layer computes is asked for where its code is not in the file', async ({ app, folder }) => {
  const byName = { function: { class_name: 'function', config: 'prepare', registered_name: 'function' } }
  const config = sequential([
    layer('Lambda', 'prepare', { batch_input_shape: [null, 16, 32, 3], ...byName }),
    layer('Flatten', 'flatten'),
    layer('Dense', 'steering', { units: 1, activation: 'linear', use_bias: true })
  ])
  const weights = {
    steering: [
      seededWeights('steering/kernel:0', [16 * 32 * 3, 1], 1, 0.01),
      seededWeights('steering/bias:0', [1], 2, 0.01)
    ]
  }
  const file = join(folder, 'mine.h5')
  await writeKerasH5(file, { config, weights, attributes: { keras_version: '2.11.0' } })
  await openModel(app, file)
  const alert = app.getByRole('dialog').getByRole('alert')
  await expect(alert).toHaveText(/the layer 'prepare' \(Lambda, layer 1 of 3\)/)
  const said = app.getByLabel('What the layer ‘prepare’ computes of x')
  await said.fill('x / ')
  await said.press('Enter')
  await expect(alert).toHaveText(/ends too early/)
  await said.fill('x / 255 - 0.5')
  await said.press('Enter')
  await expect(app.getByRole('heading', { name: 'What the model is given' })).toBeVisible()
  await expect(app.getByText("The layer 'prepare' is taken to compute x / 255 - 0.5")).toBeVisible()
})
