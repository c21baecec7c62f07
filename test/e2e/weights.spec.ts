import { join } from 'node:path'
import { saveState } from '../fixtures/torchFiles.ts'
import { TorchNetwork } from '../fixtures/torchNetwork.ts'
import { writeJetbotDrive } from '../fixtures/jetbotDrive.ts'
import { expect, test } from './app.ts'

test('what stands between the layers of a file of weights is set on its page', async ({ app, folder }) => {
  writeJetbotDrive(join(folder, 'track'), 24)
  const net = new TorchNetwork(48, 64).conv('conv1', [3, 4], 5, { stride: 2 }).conv('conv2', [4, 4], 5, { stride: 2 })
  net
    .flatten()
    .linear('fc1', 4 * 9 * 13, 8)
    .linear('fc2', 8, 1)
  const model = await saveState(join(folder, 'pilot.pth'), net.state)
  await app.evaluate(
    async ({ track }) => {
      const headers = { 'content-type': 'application/json' }
      await fetch('/api/drives', { method: 'POST', headers, body: JSON.stringify({ path: track }) })
    },
    { track: join(folder, 'track') }
  )
  await app.getByRole('button', { name: 'Open a model…' }).click()
  await app.getByLabel('Where it lies on the machine that runs Lanegaze').fill(model)
  await app.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(app.getByRole('heading', { name: 'What stands between its layers' })).toBeVisible()
  await expect(app.getByText(/ReLU is a guess/)).toBeVisible()

  // A head is not blamed for the network.
  await app.getByLabel('On a drive').selectOption('track')
  await app.getByRole('button', { name: 'Try it' }).click()
  await expect(app.getByText(/The network itself is a guess, too/)).toBeVisible({ timeout: 60_000 })

  // Where nothing fits, nothing is praised, and the recipe in use is in sight.
  await app.getByRole('button', { name: 'Find the recipe…' }).click()
  await app.getByLabel('A drive that the model should know how to steer').selectOption('track')
  await app.getByRole('button', { name: 'Compare' }).click()
  await expect(app.getByText(/is a guess; with ELU it/)).toBeVisible({ timeout: 120_000 })
  await expect(app.getByText(/^in use now/)).toBeVisible()
  await app.keyboard.press('Escape')

  const keep = app.getByRole('button', { name: 'Keep beside the model' })
  await expect(keep).toBeDisabled()
  await app.getByLabel('Behind every layer but the last').selectOption('ELU')
  await app.getByText('Layer by layer').click()
  await app.getByLabel('Behind fc2').selectOption('Tanh')
  await keep.click()
  await expect(app.getByText('This is kept beside the model.')).toBeVisible()
  await expect(app.getByLabel('Behind every layer but the last')).toHaveValue('elu')
  await expect(app.getByText(/ELU behind 'conv1', 'conv2', 'fc1'/)).toBeVisible()

  await app.evaluate(() => (location.hash = '#/'))
  await app.getByRole('link', { name: /track$/ }).click()
  await expect(
    app
      .getByRole('combobox', { name: /^Model/ })
      .locator('option')
      .first()
  ).toHaveText('pilot.pth')
  await expect(app.getByRole('link', { name: 'Open a model in the library…' })).toBeVisible()
})
