import { join } from 'node:path'
import { makeTubV1 } from '../fixtures/loggedDrives.ts'
import { makeLeRobotSet } from '../fixtures/leRobotSets.ts'
import { expect, test } from './app.ts'

test('a LeRobot data set offers its episodes, and an episode its cameras', async ({ app, folder }) => {
  makeLeRobotSet(join(folder, 'L2D'), { version: 'v3.0', lengths: [10, 12, 9] })
  await app.getByRole('button', { name: 'Open a drive…' }).click()
  await app.getByLabel('Where it lies on the machine that runs Lanegaze').fill(join(folder, 'L2D'))
  await app.getByRole('button', { name: 'Open', exact: true }).click()
  const sheet = app.getByRole('dialog', { name: 'This folder holds 3 recordings' })
  await sheet.getByRole('button', { name: /^episode 1/ }).click()
  await expect(app.getByRole('heading', { level: 1, name: 'L2D episode 1', exact: true })).toBeVisible()
  const camera = app.getByLabel('Camera')
  await expect(camera).toHaveValue('front_left')
  await camera.selectOption('map')
  await expect(camera).toHaveValue('map')
})

test('all recordings of a folder are found by words and added at once', async ({ app, folder }) => {
  for (let day = 0; day < 9; day++) makeTubV1(join(folder, 'tubs', `day ${day}`, day < 4 ? 'wet' : 'dry'), 3 + day)
  await app.getByRole('button', { name: 'Open a drive…' }).click()
  await app.getByLabel('Where it lies on the machine that runs Lanegaze').fill(join(folder, 'tubs'))
  await app.getByRole('button', { name: 'Open', exact: true }).click()
  const sheet = app.getByRole('dialog', { name: 'This folder holds 9 recordings' })
  await sheet.getByLabel('Find recordings').fill('wet')
  await sheet.getByRole('button', { name: 'Add all 4 with these words' }).click()
  await expect(sheet.getByText('4 recordings are in the library.')).toBeVisible()
})
